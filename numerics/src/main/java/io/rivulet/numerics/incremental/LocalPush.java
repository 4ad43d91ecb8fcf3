// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Arrays;

/// Repairs x where the system changed: takes a row with a large residual, moves its unknown so that the row is
/// solved, and passes the change on along the column. Rows are taken in rounds above a threshold that falls by
/// [#FALL] until the whole residual is small enough or the budget is spent. Ends for matrices with a certificate,
/// where the weighted residual falls with each push; moves further than to the row's solution (ω > 1) only where the
/// matrix is symmetric definite besides, where each push lowers the energy of the error.
/// **Cost** the columns of the pushed rows. **Source** Andersen, Chung, Lang 2006; numerics specification §6.1, §7.2.
final class LocalPush {
    private static final double FALL = 0.25;

    /// A pushed entry is a random access or two, a streamed one is none: what that costs while the vectors fit into a
    /// cache, and beyond.
    private static final long CACHED_WEIGHT = 8;

    private static final long WEIGHT = 24;

    /// Rows whose vectors a core's cache holds.
    private static final int CACHED_ROWS = 1 << 17;

    /// Thresholds tried before the push gives up.
    private static final int MAX_ROUNDS = 60;

    private static final double U = 0x1p-53;

    /// What a push aims at, in one of two measures.
    ///
    /// @param norm ‖r‖₂ to reach, where `scaled` is 0
    /// @param scaled largest |r_i| / w_i to leave
    record Goal(double norm, double scaled) {
        boolean isScaled() {
            return scaled > 0;
        }
    }

    private final OuterIterate outer;
    private final MutableSystem system;
    private final ColumnIndex columns;
    private final Goal goal;
    private final double omega;
    private final long budget;
    private final long weight;
    private final RowSet touched;
    private final RowSet moved;
    private final RowQueue queue;
    private final SquareSum squares;
    private final double[] r;
    private final double[] x;
    private final double[] w;
    private final int[] started;
    private double threshold;
    private double roundings;
    private int rounds;
    private long work;
    private boolean ended;
    private boolean drained;
    private boolean stuck;

    /// `touched` holds the rows to start from and receives all whose residual changes, `moved` those whose x does.
    /// `queue` is empty.
    ///
    /// @param omega in (0, 2), and at most 1 unless the matrix is symmetric definite
    LocalPush(
            OuterIterate outer,
            MutableSystem system,
            ColumnIndex columns,
            Certificate certificate,
            RowSet touched,
            RowSet moved,
            RowQueue queue,
            Goal goal,
            double omega,
            long budget) {
        this.outer = outer;
        this.system = system;
        this.columns = columns;
        this.touched = touched;
        this.moved = moved;
        this.queue = queue;
        this.goal = goal;
        this.omega = omega;
        this.budget = budget;
        this.weight = outer.x().length > CACHED_ROWS ? WEIGHT : CACHED_WEIGHT;
        this.squares = outer.squares();
        this.r = outer.r();
        this.x = outer.x();
        this.w = certificate.w();
        int[] large = new int[touched.size()];
        int many = 0;
        for (int k = 0; k < touched.size(); k++) {
            int i = touched.get(k);
            threshold = Math.max(threshold, Math.abs(r[i]));
            if (!goal.isScaled() || Math.abs(r[i]) > goal.scaled() * w[i]) {
                large[many++] = i;
            }
        }
        this.started = Arrays.copyOf(large, many);
        squares.makeRoomFor(outer.residualNorm());
    }

    /// Pushes for about `units`; answers the units used.
    long step(long units) {
        long used = 0;
        while (used < units && !ended) {
            used += queue.isEmpty() ? nextRound() : push(queue.remove());
            if (weight * (work + used) > budget) {
                ended = true;
            }
        }
        work += used;
        return used;
    }

    private long nextRound() {
        if (met() || rounds == MAX_ROUNDS || (goal.isScaled() && rounds > 0)) {
            drained = true;
            ended = true;
            return 1;
        }
        rounds++;
        threshold *= FALL;
        for (int k = 0; k < touched.size(); k++) {
            enqueue(touched.get(k));
        }
        return touched.size() + 1L;
    }

    private boolean met() {
        return !goal.isScaled() && squares.atMost(goal.norm());
    }

    private void enqueue(int i) {
        double limit = goal.isScaled() ? goal.scaled() * w[i] : threshold;
        if (Math.abs(r[i]) > limit) {
            queue.add(i);
        }
    }

    private long push(int i) {
        double before = x[i];
        double after = before + omega * r[i] / columns.diagonal()[i];
        // What the stored x really moved by: anything else would let r drift away from b − A·x.
        double change = after - before;
        if (change == 0 || !Double.isFinite(after)) {
            stuck = true;
            return 1;
        }
        x[i] = after;
        moved.add(i);
        int from = columns.start()[i];
        int to = columns.start()[i + 1];
        int[] rows = columns.row();
        double[] values = columns.value();
        for (int k = from; k < to; k++) {
            lower(rows[k], values[k] * change);
        }
        int[] added = system.addedIn(i);
        if (added != null) {
            for (int j : added) {
                lower(j, system.get(j, i) * change);
            }
        }
        if (met()) {
            queue.clear();
        }
        return to - from + 2L + (added == null ? 0 : added.length);
    }

    /// The product, the difference and `change` itself are rounded once each.
    private void lower(int j, double by) {
        double before = r[j];
        double after = before - by;
        r[j] = after;
        roundings += Math.abs(after) + 2 * Math.abs(by);
        squares.change(before, after);
        touched.add(j);
        enqueue(j);
    }

    boolean ended() {
        return ended;
    }

    boolean withinBudget() {
        return weight * work <= budget;
    }

    /// Hands the residuals over, at the end or before it.
    void leave() {
        queue.clear();
        double off = 2 * U * roundings + work * 4.0 * Double.MIN_VALUE;
        boolean allWithin = drained && goal.isScaled() && !stuck;
        outer.pushed(touched, off, allWithin ? goal.scaled() : Double.NaN, goal);
        // What was known of these is what the push was for.
        for (int i : started) {
            outer.dirty().add(i);
        }
    }
}
