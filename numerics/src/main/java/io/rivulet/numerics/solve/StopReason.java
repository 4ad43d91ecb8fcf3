// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// Why a run stopped. *Stopped* and *converged* are two questions: [Converged] says the target was met by the true
/// residual.
public sealed interface StopReason {
    /// The target was met.
    sealed interface Converged extends StopReason {}

    /// It was not.
    sealed interface GaveUp extends StopReason {}

    record ResidualMet(double relativeResidual) implements Converged {}

    record CertifiedBoundMet(double bound) implements Converged {}

    record ZeroRhs() implements Converged {}

    /// As good as doubles allow: componentwise backward error at rounding level, though the asked tolerance is below
    /// it.
    record AttainableAccuracy(double relativeResidual) implements GaveUp {}

    record IterationLimit(int limit) implements GaveUp {}

    record TimeLimit(long millis) implements GaveUp {}

    record Stagnated(double relativeResidual) implements GaveUp {}

    /// At the rate it has, the target would take `predictedIterations`, several times as many as it may do.
    record TooSlow(double relativeResidual, long predictedIterations) implements GaveUp {}

    record Diverged(double relativeResidual) implements GaveUp {}

    record Breakdown(String quantity, double value) implements GaveUp {}

    record NotPositiveDefinite(double curvature) implements GaveUp {}

    record Cancelled() implements GaveUp {}

    default boolean converged() {
        return this instanceof Converged;
    }

    /// The word of the wire contract.
    default String wireName() {
        return switch (this) {
            case ResidualMet _ -> "converged";
            case CertifiedBoundMet _ -> "certified";
            case ZeroRhs _ -> "zero_rhs";
            case AttainableAccuracy _ -> "attainable_accuracy";
            case IterationLimit _ -> "max_iterations";
            case TimeLimit _ -> "max_time";
            case Stagnated _, TooSlow _ -> "stagnated";
            case Diverged _ -> "diverged";
            case Breakdown _ -> "breakdown";
            case NotPositiveDefinite _ -> "not_positive_definite";
            case Cancelled _ -> "cancelled";
        };
    }
}
