// SPDX-License-Identifier: Apache-2.0
/// What the pattern of a matrix says about the order in which rows can be worked on.
@NullMarked
package io.rivulet.numerics.graph;

import org.jspecify.annotations.NullMarked;
