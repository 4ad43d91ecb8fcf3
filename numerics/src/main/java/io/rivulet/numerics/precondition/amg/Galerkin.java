// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.precondition.Setup;
import org.jspecify.annotations.Nullable;

/// What a coarse matrix Pᵀ·A·P does to its near-null vector, in doubles, and its diagonal from that: a sum of floats
/// could not show it where strongly coupled parts hang together by couplings a million times weaker.
/// With c − P·c_coarse = η∘c it is Pᵀ·(A·c − A·(η∘c)).
final class Galerkin {
    /// A diagonal entry below this part of its row is what rounding left of a matrix that is not positive.
    private static final double LEAST_PART = 1e-6;

    private final Level level;
    private final double[] slack;
    private final double[] missed;
    private final RowChunks chunks;
    private final FloatRows restriction;
    private final FloatRows coarse;
    private final RowChunks coarseChunks;
    private final double[] coarseNull;
    private final Team team;
    private final double[] left;
    private final double[] coarseSlack;
    private final float[] diagonal;
    private final Setup.@Nullable Failure[] failures;

    Galerkin(
            Level level,
            double[] slack,
            double[] missed,
            RowChunks chunks,
            FloatRows restriction,
            FloatRows coarse,
            RowChunks coarseChunks,
            double[] coarseNull,
            Team team) {
        this.level = level;
        this.slack = slack;
        this.missed = missed;
        this.chunks = chunks;
        this.restriction = restriction;
        this.coarse = coarse;
        this.coarseChunks = coarseChunks;
        this.coarseNull = coarseNull;
        this.team = team;
        this.left = new double[level.rows()];
        this.coarseSlack = new double[coarse.rows()];
        this.diagonal = new float[coarse.rows()];
        this.failures = new Setup.Failure[coarseChunks.count()];
    }

    Stage fine() {
        FloatRows a = level.a();
        double[] c = level.nearNull();
        return new Pass(team, chunks, chunk -> {
            for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
                double inverse = 1 / c[i];
                double rest = slack[i];
                for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
                    int j = a.column()[k];
                    rest -= a.value()[k] * (c[j] * inverse) * missed[j];
                }
                left[i] = rest;
            }
        });
    }

    Stage coarse() {
        return new GuardedPass(team, coarseChunks, failures, this::coarse);
    }

    private void coarse(int chunk) {
        double[] c = level.nearNull();
        for (int i = coarseChunks.from(chunk); i < coarseChunks.to(chunk); i++) {
            double inverse = 1 / coarseNull[i];
            double sum = 0.0;
            for (int k = restriction.start()[i]; k < restriction.start()[i + 1]; k++) {
                int j = restriction.column()[k];
                sum += restriction.value()[k] * (c[j] * inverse) * left[j];
            }
            double own = sum;
            double magnitude = Math.abs(sum);
            int at = -1;
            for (int k = coarse.start()[i]; k < coarse.start()[i + 1]; k++) {
                int j = coarse.column()[k];
                if (j == i) {
                    at = k;
                } else {
                    double relative = coarse.value()[k] * (coarseNull[j] * inverse);
                    own -= relative;
                    magnitude += Math.abs(relative);
                }
            }
            if (magnitude > 0 && !(own >= LEAST_PART * magnitude && own < Float.MAX_VALUE)) {
                failures[chunk] = new Setup.Failure("diagonal of a coarse row " + i, own);
                return;
            }
            coarseSlack[i] = sum;
            diagonal[i] = (float) own;
            coarse.value()[at] = diagonal[i];
        }
    }

    double[] coarseSlack() {
        return coarseSlack;
    }

    float[] diagonal() {
        return diagonal;
    }
}
