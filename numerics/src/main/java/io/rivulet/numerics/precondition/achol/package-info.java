// SPDX-License-Identifier: Apache-2.0
/// Approximate Cholesky factors of symmetric diagonally dominant matrices, by sampled elimination.
@NullMarked
package io.rivulet.numerics.precondition.achol;

import org.jspecify.annotations.NullMarked;
