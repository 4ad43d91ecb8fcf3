// SPDX-License-Identifier: Apache-2.0
/// Patterns and experiences over HTTP.
@NullMarked
package io.rivulet.http.pattern;

import org.jspecify.annotations.NullMarked;
