// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import io.rivulet.numerics.linalg.SparseVector;

/// What a check of (problem, x) found. Only this package makes one, always from A, b and x, never from a solver's
/// residual.
public final class Verdict {
    private final Strategy strategy;
    private final boolean verified;
    private final SparseVector components;
    private final double maxError;
    private final double meanError;
    private final double confidence;
    private final double relativeResidual;
    private final double provenResidual;
    private final double score;
    private final long rowsChecked;
    private final boolean everyRow;

    Verdict(
            Strategy strategy,
            boolean verified,
            SparseVector components,
            double maxError,
            double meanError,
            double confidence,
            double relativeResidual,
            double provenResidual,
            double score,
            long rowsChecked,
            boolean everyRow) {
        this.strategy = strategy;
        this.verified = verified;
        this.components = components;
        this.maxError = maxError;
        this.meanError = meanError;
        this.confidence = confidence;
        this.relativeResidual = relativeResidual;
        this.provenResidual = provenResidual;
        this.score = score;
        this.rowsChecked = rowsChecked;
        this.everyRow = everyRow;
    }

    public Strategy strategy() {
        return strategy;
    }

    /// No proof was found that x misses the tolerance; how much that says is [#confidence].
    public boolean verified() {
        return verified;
    }

    /// The largest residual components seen (at most 16), by row.
    public SparseVector components() {
        return components;
    }

    /// Largest |b − A·x|_i seen.
    public double maxError() {
        return maxError;
    }

    public double meanError() {
        return meanError;
    }

    /// 1 − probability that an x missing the tolerance passes this check; where not every row was read, of an x
    /// that misses it in a single row.
    public double confidence() {
        return confidence;
    }

    /// ‖b − A·x‖₂ / ‖b‖₂: exact where [#everyRow], else an estimate.
    public double relativeResidual() {
        return relativeResidual;
    }

    /// What ‖b − A·x‖₂ / ‖b‖₂ is at least, by the rows read: no estimate, so that a claim below it is false.
    public double provenResidual() {
        return provenResidual;
    }

    /// In [0, 1], from the componentwise backward error where it was computed (numerics specification §8.4).
    public double score() {
        return score;
    }

    public long rowsChecked() {
        return rowsChecked;
    }

    /// Nothing was left to chance.
    public boolean everyRow() {
        return everyRow;
    }
}
