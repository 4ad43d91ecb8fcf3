// SPDX-License-Identifier: Apache-2.0
/// From a series to those like it, what followed them, and whether that says something.
@NullMarked
package io.rivulet.patterns.matcher;

import org.jspecify.annotations.NullMarked;
