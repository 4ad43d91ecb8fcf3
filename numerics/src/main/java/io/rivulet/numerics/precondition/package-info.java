// SPDX-License-Identifier: Apache-2.0
/// Approximate inverses of a frozen matrix: Jacobi, ILU(0), IC(0). Their set-up works in bounded steps.
@NullMarked
package io.rivulet.numerics.precondition;

import org.jspecify.annotations.NullMarked;
