// SPDX-License-Identifier: Apache-2.0
/// Loops over whole vectors and matrices, and the threads that share them.
@NullMarked
package io.rivulet.numerics.kernels;

import org.jspecify.annotations.NullMarked;
