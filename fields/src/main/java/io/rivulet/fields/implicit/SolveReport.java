// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import io.rivulet.numerics.incremental.ErrorBound;
import org.jspecify.annotations.Nullable;

/// How well the linear system of one field in one step was solved.
///
/// @param field `potential`, `activator` or `inhibitor`
/// @param relativeResidual recomputed from matrix, field and right-hand side
/// @param bound on the largest error of a cell, in the field's unit; certified, as the matrix is dominant
/// @param iterations of the solver
/// @param work matrix entries touched
public record SolveReport(
        String field, double relativeResidual, @Nullable ErrorBound bound, int iterations, long work) {}
