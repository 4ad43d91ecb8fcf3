// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Arrays;

/// Rows that are pushed at once, and what they pass on. Memory is what a push waits for, and rows of one block wait
/// together: each loop reads from many places that do not depend on one another, and branches on none of them.
/// Memory is kept from one push to the next.
/// **Cost** 28 bytes for each entry gathered by the largest block yet, [#ENTRIES] at most, 8 for each row of the
/// largest
/// push yet.
/// **Thread** one.
final class PushBlock {
    /// Rows of a block at most: their entries stay in the cache of a core.
    static final int ROWS = 64;

    /// Entries that are gathered at most; a block with more, of columns that long, passes them on one after the other.
    static final int ENTRIES = 1 << 16;

    /// What a push works on.
    ///
    /// @param w as in [Certificate]
    /// @param omega how far an unknown moves, 1 being to the solution of its row
    /// @param scaled a residual may be so many w, where this is not 0
    /// @param touched receives the rows whose residual changes
    /// @param moved receives the rows whose x changes
    /// @param queue receives the rows whose residual is too large
    record Ground(
            double[] x,
            double[] r,
            double[] w,
            ColumnIndex columns,
            double omega,
            double scaled,
            RowSet touched,
            RowSet moved,
            RowQueue queue) {
        /// How large the residual of row j may be, given what it may be where none is scaled.
        double limit(int j, double threshold) {
            return scaled > 0 ? scaled * w[j] : threshold;
        }
    }

    private final int[] row = new int[ROWS];
    private final double[] change = new double[ROWS];
    private final int[] from = new int[ROWS];
    private final int[] to = new int[ROWS];
    private int size;
    private int[] landed = new int[16 * ROWS];
    private double[] by = new double[16 * ROWS];
    private double[] old = new double[16 * ROWS];
    private double[] limit = new double[16 * ROWS];
    private double[] before = new double[ROWS];
    private int passed;
    private boolean stuck;
    private long fetched;

    /// A push begins, from the rows touched so far.
    void begin(Ground on) {
        stuck = false;
        makeRoom(on.touched.size());
        for (int k = 0; k < on.touched.size(); k++) {
            before[k] = on.r[on.touched.get(k)];
        }
    }

    int size() {
        return size;
    }

    int row(int k) {
        return row[k];
    }

    /// By what x of the row moved.
    double change(int k) {
        return change[k];
    }

    /// Whether a row of this push could not be moved.
    boolean stuck() {
        return stuck;
    }

    /// Entries passed on by this block.
    int passed() {
        return passed;
    }

    /// Residuals of the touched rows from before they were touched, in their order.
    double[] before() {
        return before;
    }

    /// Pushes up to `most` rows off the queue, all from the same residuals. Answers Σ |r'| + 2·|product| over what
    /// they passed on, which bounds the roundings: product, difference and change of x are rounded once each.
    /// @param threshold that residuals may reach where none is scaled
    double push(Ground on, int most, double threshold) {
        size = on.queue.remove(row, most);
        move(on);
        makeRoom(on.touched.size() + passed);
        if (most == 1 || passed > ENTRIES) {
            double roundings = 0.0;
            for (int k = 0; k < size; k++) {
                roundings += passOnDirectly(on, k, threshold);
            }
            return roundings;
        }
        fetch(on.columns);
        gather(on, threshold);
        return scatter(on);
    }

    private void move(Ground on) {
        double[] x = on.x;
        double[] r = on.r;
        double[] diagonal = on.columns.diagonal();
        int[] start = on.columns.start();
        int entries = 0;
        for (int k = 0; k < size; k++) {
            int i = row[k];
            double present = x[i];
            double after = present + on.omega * r[i] / diagonal[i];
            // What the stored x really moved by: anything else would let r drift away from b − A·x.
            change[k] = after - present;
            from[k] = start[i];
            to[k] = start[i + 1];
            if (change[k] == 0 || !Double.isFinite(after)) {
                stuck = true;
                change[k] = 0.0;
                to[k] = from[k];
                continue;
            }
            x[i] = after;
            on.moved.add(i);
            entries += to[k] - from[k];
        }
        passed = entries;
    }

    /// A single row, in one go: where rows wait in their order, the memory they need is near.
    private double passOnDirectly(Ground on, int k, double threshold) {
        int[] rows = on.columns.row();
        double[] values = on.columns.value();
        double[] r = on.r;
        RowSet touched = on.touched;
        RowQueue queue = on.queue;
        double changed = change[k];
        double roundings = 0.0;
        int end = to[k];
        for (int p = from[k]; p < end; p++) {
            int j = rows[p];
            double amount = values[p] * changed;
            double present = r[j];
            double after = present - amount;
            r[j] = after;
            roundings += Math.abs(after) + 2 * Math.abs(amount);
            before[touched.size()] = present;
            touched.add(j);
            queue.add(j, over(after, on.limit(j, threshold)));
        }
        return roundings;
    }

    /// Reads the ends of the columns, each somewhere else in memory, before what is needed to know where they lead.
    private void fetch(ColumnIndex columns) {
        int[] rows = columns.row();
        double[] values = columns.value();
        long sum = 0;
        for (int k = 0; k < size; k++) {
            if (to[k] > from[k]) {
                sum += rows[from[k]] + Double.doubleToRawLongBits(values[from[k]] + values[to[k] - 1]);
            }
        }
        fetched = sum;
    }

    private void gather(Ground on, double threshold) {
        if (passed > landed.length) {
            int room = Math.min(2 * passed, ENTRIES);
            landed = new int[room];
            by = new double[room];
            old = new double[room];
            limit = new double[room];
        }
        int[] rows = on.columns.row();
        double[] values = on.columns.value();
        int t = 0;
        for (int k = 0; k < size; k++) {
            double changed = change[k];
            int end = to[k];
            for (int p = from[k]; p < end; p++, t++) {
                landed[t] = rows[p];
                by[t] = values[p] * changed;
            }
        }
        double[] r = on.r;
        for (t = 0; t < passed; t++) {
            int j = landed[t];
            old[t] = r[j];
            limit[t] = on.limit(j, threshold);
        }
    }

    private double scatter(Ground on) {
        double[] r = on.r;
        double roundings = 0.0;
        for (int t = 0; t < passed; t++) {
            int j = landed[t];
            double after = r[j] - by[t];
            r[j] = after;
            roundings += Math.abs(after) + 2 * Math.abs(by[t]);
            before[on.touched.size()] = old[t];
            on.touched.add(j);
            on.queue.add(j, over(after, limit[t]));
        }
        return roundings;
    }

    /// Passes one entry on that the columns have not got; answers as [#push].
    double passOn(Ground on, int j, double amount, double threshold) {
        makeRoom(on.touched.size());
        double present = on.r[j];
        on.r[j] = present - amount;
        before[on.touched.size()] = present;
        on.touched.add(j);
        on.queue.add(j, over(on.r[j], on.limit(j, threshold)));
        return Math.abs(on.r[j]) + 2 * Math.abs(amount);
    }

    private void makeRoom(int rows) {
        if (before.length <= rows) {
            before = Arrays.copyOf(before, 2 * rows);
        }
    }

    /// 1 where |r| > limit, else 0, without a branch: nobody can predict it.
    static int over(double r, double limit) {
        return (int) (Double.doubleToRawLongBits(limit - Math.abs(r)) >>> 63);
    }

    long sizeBytes() {
        return 28L * landed.length + 8L * before.length;
    }
}
