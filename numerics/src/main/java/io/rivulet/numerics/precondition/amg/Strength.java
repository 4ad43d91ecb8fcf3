// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;

/// Which couplings carry smooth errors: with t_ij = |a_ij| / √(a_ii·a_jj), the coupling of i and j is strong if t_ij is
/// above θ. Rows none of whose t_ij is are of two kinds. One that is dominated by its diagonal is left out of the
/// coarse levels, for smoothing alone settles it. The others have very many neighbours, as in a 27-point stencil, and
/// take a part of their largest t_ij for θ among each other. Symmetric, signs play no part.
/// **Source** Vaněk, Mandel, Brezina 1996 (θ = 0.08·2^−level).
final class Strength {
    private static final double FIRST_THRESHOLD = 0.08;

    /// Rows with Σ|a_ij·c_j| / |a_ii·c_i| up to this are dominated.
    private static final double DOMINATED = 0.5;

    /// Part of its largest coupling that is a row's own threshold.
    private static final double OWN_PART = 0.25;

    private final FloatRows a;
    private final float[] diagonal;
    private final double[] nearNull;
    private final Team team;
    private final RowChunks chunks;
    private final float theta;
    private final float[] root;
    private final float[] threshold;
    private final byte[] strong;

    Strength(FloatRows a, float[] diagonal, double[] nearNull, RowChunks chunks, int level, Team team) {
        this.a = a;
        this.diagonal = diagonal;
        this.nearNull = nearNull;
        this.team = team;
        this.chunks = chunks;
        this.theta = (float) threshold(level);
        this.root = new float[a.rows()];
        this.threshold = new float[a.rows()];
        this.strong = new byte[a.nnz()];
    }

    static double threshold(int level) {
        return Math.scalb(FIRST_THRESHOLD, -level);
    }

    /// First of three stages: 1 / √a_ii.
    Stage roots() {
        return new Pass(team, chunks, chunk -> {
            for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
                root[i] = diagonal[i] > 0 ? (float) (1 / Math.sqrt(diagonal[i])) : 0;
            }
        });
    }

    Stage thresholds() {
        return new Pass(team, chunks, chunk -> {
            for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
                float largest = 0;
                for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
                    int j = a.column()[k];
                    if (j != i) {
                        largest = Math.max(largest, Math.abs(a.value()[k]) * (root[i] * root[j]));
                    }
                }
                threshold[i] = largest > theta ? theta : ownThreshold(i, largest);
            }
        });
    }

    private float ownThreshold(int i, float largest) {
        double sum = 0.0;
        for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
            int j = a.column()[k];
            sum += j == i ? 0.0 : Math.abs(a.value()[k] * nearNull[j]);
        }
        boolean dominated = sum <= DOMINATED * Math.abs(diagonal[i] * nearNull[i]);
        return dominated ? Float.MAX_VALUE : (float) (OWN_PART * largest);
    }

    Stage marks() {
        return new Pass(team, chunks, chunk -> {
            for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
                for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
                    int j = a.column()[k];
                    float t = Math.abs(a.value()[k]) * (root[i] * root[j]);
                    strong[k] = (byte) (j != i && t > Math.max(threshold[i], threshold[j]) ? 1 : 0);
                }
            }
        });
    }

    /// Whether smoothing alone settles a row.
    boolean dominated(int i) {
        return threshold[i] == Float.MAX_VALUE;
    }

    /// 1 for each strong entry of A.
    byte[] strong() {
        return strong;
    }
}
