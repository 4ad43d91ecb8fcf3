// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;

/// P = (I − ω·D_F⁻¹·A^F)·T with ω = 4/(3·λ̂). T has a column per aggregate, c restricted to it, over a power of two
/// that
/// becomes the aggregate's c on the next level. A^F is A without the off-diagonal entries that are small *in their
/// row*;
/// they go to the diagonal, so that A^F·c = A·c. A row next to one with far larger entries thus still interpolates from
/// it, though the coupling is not strong: else every jump of coefficients would cost iterations. Rows of which too
/// little is left are not smoothed.
/// **Source** Vaněk, Mandel, Brezina 1996; numerics specification §5.3.
final class Prolongator {
    private static final double DAMPING = 4.0 / 3.0;

    /// The lumped diagonal must keep at least this part of the strong entries of its row.
    private static final double KEPT_DIAGONAL = 0.5;

    private final Level level;
    private final double[] slack;
    private final byte[] strong;
    private final int[] aggregate;
    private final int count;
    private final RowChunks chunks;
    private final Team team;
    private final Scratch.Pool pool;
    private final double omega;
    private final double threshold;
    private final double[] coarseNull;
    private final double[] missed;
    private final RowAssembly rows;

    Prolongator(
            Level level,
            double[] slack,
            Coarsening coarsening,
            double threshold,
            RowChunks chunks,
            Team team,
            Scratch.Pool pool) {
        this.level = level;
        this.slack = slack;
        this.strong = coarsening.strong();
        this.aggregate = coarsening.aggregate();
        this.count = coarsening.count();
        this.chunks = chunks;
        this.team = team;
        this.pool = pool;
        this.omega = DAMPING / level.spectralBound();
        this.threshold = threshold;
        this.coarseNull = new double[count];
        this.missed = new double[aggregate.length];
        this.rows = new RowAssembly(chunks, aggregate.length, count);
    }

    /// c of the next level.
    Stage coarseNullVector() {
        double[] c = level.nearNull();
        return new Pass(Team.serial(), chunks, chunk -> {
            for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
                if (aggregate[i] != Aggregation.NONE) {
                    double size = Math.abs(c[i]);
                    if (size >= 2 * coarseNull[aggregate[i]]) {
                        coarseNull[aggregate[i]] = Math.scalb(1.0, Math.getExponent(size));
                    }
                }
            }
        });
    }

    Stage entries() {
        return new Pass(team, chunks, chunk -> {
            Scratch scratch = pool.take(count);
            int used = 0;
            for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
                int before = used;
                if (aggregate[i] == Aggregation.NONE) {
                    missed[i] = 1.0;
                } else {
                    used = row(i, scratch, used);
                }
                rows.rowEnds(i, used - before);
            }
            rows.put(chunk, scratch, used);
            pool.give(scratch, used);
        });
    }

    private int row(int i, Scratch scratch, int before) {
        FloatRows a = level.a();
        double[] c = level.nearNull();
        int from = a.start()[i];
        int to = a.start()[i + 1];
        double inverse = 1 / c[i];
        double least = threshold * level.diagonal()[i];
        double lump = 0.0;
        double kept = 0.0;
        double outside = 0.0;
        for (int k = from; k < to; k++) {
            int j = a.column()[k];
            if (j != i) {
                double relative = a.value()[k] * (c[j] * inverse);
                if (strong[k] == 0 && !(Math.abs(relative) > least)) {
                    lump += relative;
                } else {
                    kept += Math.abs(relative);
                    outside += aggregate[j] == Aggregation.NONE ? relative : 0.0;
                }
            }
        }
        double d = level.diagonal()[i] + lump;
        double filteredSlack = slack[i] - outside;
        if (!(d >= KEPT_DIAGONAL * kept)) {
            d = level.diagonal()[i];
            filteredSlack -= lump;
        }
        double factor = kept > 0 ? omega / d : 0.0;
        missed[i] = factor * filteredSlack;
        scratch.reserve(before, to - from);
        int base = scratch.base;
        int used = before;
        int own = aggregate[i];
        scratch.column[used] = own;
        scratch.sum[used] = (1 - factor * d) * (c[i] / coarseNull[own]);
        scratch.mark[own] = base + used;
        used++;
        for (int k = from; k < to; k++) {
            int j = a.column()[k];
            int other = aggregate[j];
            if (j != i
                    && other != Aggregation.NONE
                    && (strong[k] != 0 || Math.abs(a.value()[k] * (c[j] * inverse)) > least)) {
                double entry = -factor * a.value()[k] * (c[j] / coarseNull[other]);
                int at = scratch.mark[other] - base;
                if (at < before) {
                    scratch.mark[other] = base + used;
                    scratch.column[used] = other;
                    scratch.sum[used] = entry;
                    used++;
                } else {
                    scratch.sum[at] += entry;
                }
            }
        }
        return used;
    }

    RowAssembly rows() {
        return rows;
    }

    double[] coarseNull() {
        return coarseNull;
    }

    /// η with (c − P·c_coarse)_i = η_i·c_i.
    double[] missed() {
        return missed;
    }
}
