// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which mode, with how much overlap and how many coarse unknowns.
///
/// @param aggregatesPerPart for small parts, see [#aggregates]; 0 for no coarse space
/// @param reason for people
public record PartitionPlan(Mode mode, int layers, int aggregatesPerPart, String reason) {
    /// Coarse unknowns a part has at least, where it has rows for them.
    public static final int AGGREGATES_PER_PART = 16;

    /// A part has one coarse unknown for so many rows …
    private static final int ROWS_PER_AGGREGATE = 2_000;

    /// … but at most so many: dense factors of all of them are the owner's to make.
    private static final int MOST_AGGREGATES_PER_PART = 256;

    /// Up to this α = max Σ|a_ij|/|a_ii| relaxation without a coarse space converges fast enough.
    public static final double FAST_ALPHA = 0.95;

    /// Layers of overlap of relaxation and GMRES. Conjugate gradients have none: restricted to the owned rows,
    /// overlapping solves are not symmetric, and then they need not converge.
    public static final int OVERLAP = 2;

    /// Coarse unknowns of a part with so many rows: more for larger ones, as the error that local solves leave to the
    /// coarse one grows with the width of an aggregate.
    public int aggregates(int rows) {
        return aggregatesPerPart == 0
                ? 0
                : Math.clamp(rows / ROWS_PER_AGGREGATE, aggregatesPerPart, MOST_AGGREGATES_PER_PART);
    }

    /// A plan, or why there is none.
    public sealed interface Choice {
        record Chosen(PartitionPlan plan) implements Choice {}

        record Refused(String reason) implements Choice {}
    }

    /// Whether asynchronous relaxation converges for every schedule with bounded delays: A is proved to be a
    /// non-singular H-matrix, by strict or weakly chained dominance, as an M-matrix, or by a certificate u > 0,
    /// ⟨A⟩·u > 0, which the caller has `certified` for these values of A.
    /// **Source** Chazan, Miranker 1969; Frommer, Szyld 1999, 2001 (overlap).
    public static boolean convergesAsynchronously(Classification c, boolean certified) {
        return c.rowDominance() == Dominance.STRICT || c.weaklyChained() || c.mMatrix() || certified;
    }

    /// `wish` null leaves the mode to the class of the matrix. **Cost** none.
    public static Choice choose(Classification c, boolean certified, @Nullable Mode wish) {
        if (c.singularComponents() > 0 || c.structurallySingular()) {
            return new Choice.Refused("the matrix is singular; parts can't find out whether b is consistent");
        }
        Mode mode = wish == null ? best(c) : wish;
        if (mode == Mode.ASYNCHRONOUS && !convergesAsynchronously(c, certified)) {
            return new Choice.Refused("relaxation without waiting is not known to converge: no dominance, M-matrix or"
                    + " certificate is proved");
        }
        if (mode == Mode.CONJUGATE_GRADIENTS && !maybeDefinite(c)) {
            return new Choice.Refused("conjugate gradients need a symmetric positive definite matrix");
        }
        return new Choice.Chosen(plan(c, mode));
    }

    private static Mode best(Classification c) {
        if (c.rowDominance() == Dominance.STRICT && c.jacobiNorm() <= FAST_ALPHA) {
            return Mode.ASYNCHRONOUS;
        }
        return maybeDefinite(c) ? Mode.CONJUGATE_GRADIENTS : Mode.GMRES;
    }

    private static boolean maybeDefinite(Classification c) {
        return c.definiteness() != Definiteness.NO && c.symmetric() && c.positiveDiagonal() && !c.indefinite();
    }

    private static PartitionPlan plan(Classification c, Mode mode) {
        return switch (mode) {
            case ASYNCHRONOUS ->
                new PartitionPlan(
                        mode,
                        OVERLAP,
                        0,
                        c.jacobiNorm() < 1
                                ? String.format(Locale.ROOT, "strictly dominant, Σ|a_ij|/|a_ii| ≤ %.4g", c.jacobiNorm())
                                : "an H-matrix");
            case CONJUGATE_GRADIENTS ->
                new PartitionPlan(
                        mode,
                        0,
                        AGGREGATES_PER_PART,
                        c.definiteness() == Definiteness.PROVEN ? "positive definite" : "perhaps positive definite");
            case GMRES -> new PartitionPlan(mode, OVERLAP, AGGREGATES_PER_PART, "neither definite nor dominant enough");
        };
    }
}
