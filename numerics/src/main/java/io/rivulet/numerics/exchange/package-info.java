// SPDX-License-Identifier: Apache-2.0
/// Matrices and vectors as other programs keep them: NumPy's `.npy`, SciPy's `.npz`, Rutherford–Boeing. Read from
/// streams that the caller opens.
@NullMarked
package io.rivulet.numerics.exchange;

import org.jspecify.annotations.NullMarked;
