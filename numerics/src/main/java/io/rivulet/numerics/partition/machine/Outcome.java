// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.solve.StopReason;

/// How a solve in parts ended.
///
/// @param x the frozen vector of one cut
/// @param residual of exactly this x
/// @param iterations of the Krylov method, or cuts of relaxation
public record Outcome(DenseVector x, CutResidual residual, int iterations, StopReason reason) {}
