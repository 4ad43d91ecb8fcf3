// SPDX-License-Identifier: Apache-2.0
/// Sparse elimination: orders that fill in little, what they will cost, LDLᵀ and LU with pivoting.
@NullMarked
package io.rivulet.numerics.direct;

import org.jspecify.annotations.NullMarked;
