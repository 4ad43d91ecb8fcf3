// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Plan;
import org.jspecify.annotations.Nullable;

/// What a change can be tried on away from the engine: its system and x as they stood at `revision`.
/// **Ownership** nobody writes to the arrays; the engine copies what it changes later.
///
/// @param classification of A, null where A has changed since it was classified
/// @param plan the engine's
public record TrialBase(
        LinearSystem system,
        DenseVector x,
        long revision,
        @Nullable Classification classification,
        Plan plan) {}
