// SPDX-License-Identifier: Apache-2.0
/// What a matrix is, measured: symmetry, dominance, sign pattern, structure.
@NullMarked
package io.rivulet.numerics.classify;

import org.jspecify.annotations.NullMarked;
