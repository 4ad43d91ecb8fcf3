// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Arrays;

/// Repairs x where the system changed: takes a row with a large residual, moves its unknown so that the row is solved,
/// and passes the change on along the column. Rows are taken in rounds above a threshold that falls by [#FALL] until
/// the whole residual is small enough or the budget is spent. Ends only for matrices with a certificate, where the
/// weighted residual falls with each push.
/// **Cost** the columns of the pushed rows, at the end the touched rows. **Source** Andersen, Chung, Lang 2006;
/// numerics
/// specification §6.1, §7.2.
final class LocalPush {
    private static final double FALL = 0.25;

    /// A pushed entry is a random access or two, a streamed one is none.
    private static final long PUSH_WEIGHT = 4;

    /// Thresholds tried before the push gives up.
    private static final int MAX_ROUNDS = 60;

    private final OuterIterate outer;
    private final MutableSystem system;
    private final ColumnIndex columns;
    private final double goal;
    private final double rowLimit;
    private final long budget;
    private final RowSet touched;
    private final long[] queued;
    private int[] queue = new int[64];
    private int head;
    private int tail;
    private double threshold;
    private double scale;
    private double squares;
    private double carry;
    private int rounds;
    private long work;
    private boolean ended;

    /// `touched` holds the rows to start from and receives all that change. Stops when ‖r‖₂ is estimated below `goal`,
    /// or, where `rowLimit` > 0, when every touched row has |r_i| <= `rowLimit`·w_i.
    LocalPush(
            OuterIterate outer,
            MutableSystem system,
            ColumnIndex columns,
            RowSet touched,
            double goal,
            double rowLimit,
            long budget) {
        this.outer = outer;
        this.system = system;
        this.columns = columns;
        this.touched = touched;
        this.goal = goal;
        this.rowLimit = rowLimit;
        this.budget = budget;
        this.queued = new long[(system.rows() + 63) >>> 6];
        double largest = 0.0;
        for (int k = 0; k < touched.size(); k++) {
            largest = Math.max(largest, Math.abs(outer.r()[touched.get(k)]));
        }
        double norm = outer.residualNorm();
        scale = norm > 0 ? Math.scalb(1.0, -Math.clamp(Math.getExponent(norm), -1000, 1000)) : 1.0;
        squares = (norm * scale) * (norm * scale);
        threshold = largest;
    }

    /// Pushes for about `units`; answers the units used.
    long step(long units) {
        long used = 0;
        while (used < units && !ended) {
            if (head == tail) {
                used += nextRound();
            } else {
                int i = queue[head++ & (queue.length - 1)];
                queued[i >>> 6] &= ~(1L << i);
                used += push(i);
            }
            if (PUSH_WEIGHT * (work + used) > budget) {
                ended = true;
            }
        }
        work += used;
        return used;
    }

    private double limit(int i) {
        Certificate certificate = outer.certificate();
        return rowLimit > 0 && certificate != null ? rowLimit * certificate.w(i) : threshold;
    }

    private long nextRound() {
        if (met() || rounds == MAX_ROUNDS) {
            ended = true;
            return 1;
        }
        if (rowLimit > 0 && rounds > 0) {
            ended = true;
            return 1;
        }
        rounds++;
        head = 0;
        tail = 0;
        threshold *= FALL;
        for (int k = 0; k < touched.size(); k++) {
            enqueue(touched.get(k));
        }
        return touched.size() + 1L;
    }

    private boolean met() {
        double estimate = Math.max(0.0, squares + carry);
        return rowLimit <= 0 && estimate <= (goal * scale) * (goal * scale);
    }

    private void enqueue(int i) {
        if (Math.abs(outer.r()[i]) <= limit(i) || (queued[i >>> 6] & (1L << i)) != 0) {
            return;
        }
        queued[i >>> 6] |= 1L << i;
        if (tail - head == queue.length) {
            int[] wider = new int[2 * queue.length];
            for (int k = head; k < tail; k++) {
                wider[k & (wider.length - 1)] = queue[k & (queue.length - 1)];
            }
            queue = wider;
        }
        queue[tail++ & (queue.length - 1)] = i;
    }

    private long push(int i) {
        double[] r = outer.r();
        double[] x = outer.x();
        double diagonal = columns.diagonal()[i];
        double moved = x[i] + r[i] / diagonal;
        // What the stored x really moved by: anything else would let r drift away from b − A·x.
        double change = moved - x[i];
        if (change == 0 || !Double.isFinite(moved)) {
            return 1;
        }
        x[i] = moved;
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
            head = tail;
            Arrays.fill(queued, 0L);
        }
        return to - from + 2L + (added == null ? 0 : added.length);
    }

    private void lower(int j, double by) {
        double[] r = outer.r();
        double before = r[j] * scale;
        r[j] -= by;
        double after = r[j] * scale;
        double term = (after - before) * (after + before);
        double next = squares + term;
        carry += Math.abs(squares) >= Math.abs(term) ? (squares - next) + term : (term - next) + squares;
        squares = next;
        touched.add(j);
        enqueue(j);
    }

    boolean ended() {
        return ended;
    }

    boolean withinBudget() {
        return PUSH_WEIGHT * work <= budget;
    }

    long work() {
        return work;
    }
}
