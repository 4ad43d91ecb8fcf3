// SPDX-License-Identifier: Apache-2.0
/// Values: sparse matrices, vectors, linear systems. Nothing here knows a solver.
@NullMarked
package io.rivulet.numerics.linalg;

import org.jspecify.annotations.NullMarked;
