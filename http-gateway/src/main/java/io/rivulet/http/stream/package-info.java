// SPDX-License-Identifier: Apache-2.0
/// The lines of sessions on their way to those who follow them.
@NullMarked
package io.rivulet.http.stream;

import org.jspecify.annotations.NullMarked;
