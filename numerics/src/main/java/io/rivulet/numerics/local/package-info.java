// SPDX-License-Identifier: Apache-2.0
/// Single entries of A⁻¹·b, and rows of A⁻¹, from the rows around them: pushes and random walks whose work
/// follows the asked accuracy and the spread of the graph, not n.
@NullMarked
package io.rivulet.numerics.local;

import org.jspecify.annotations.NullMarked;
