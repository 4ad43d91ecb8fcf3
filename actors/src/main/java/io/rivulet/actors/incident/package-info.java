// SPDX-License-Identifier: Apache-2.0
/// What is told of failures that nobody foresaw.
@NullMarked
package io.rivulet.actors.incident;

import org.jspecify.annotations.NullMarked;
