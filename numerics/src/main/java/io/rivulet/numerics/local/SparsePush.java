// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import java.util.Arrays;

/// Pushes on Mᵀ·y = s₀ from the rows of M, for an s₀ with few entries: y and s with Mᵀ·y + s = s₀. A push on
/// row i moves s_i/m_ii into y_i and passes −m_ij·s_i/m_ii on to every s_j of the row. With M = A and s₀ = e_t
/// that is the dual push of one entry; with M = Aᵀ and s₀ = b it is the forward push of the solution.
///
/// Rows are pushed in the order they were reached while |s_i| exceeds the round's threshold times a limit of
/// the row, the threshold falling from round to round. Everything is kept in a [PushTable], so that work and
/// memory follow what is reached, not n. The same start gives the same bits.
/// **Thread** one. **Source** Andersen, Chung, Lang 2006; numerics specification §6.
abstract class SparsePush {
    private static final double U = 0x1p-53;

    final Rows rows;
    final PushTable table = new PushTable();
    private int[] start = new int[1];
    private double[] startValue = new double[1];
    private int starts;
    private int[] queue = new int[64];
    private int head;
    private int tail;
    private double threshold;
    private double falling;
    private long work;
    private int pushes;
    private double[] error = new double[0];

    SparsePush(Rows rows) {
        this.rows = rows;
    }

    /// Weight of |s_j| in the sum that every push lowers.
    abstract double weight(int j);

    /// The unit of the threshold at row j.
    abstract double limit(int j);

    /// Adds `value` to s_i before the first push.
    final void start(int i, double value) {
        if (starts == start.length) {
            start = Arrays.copyOf(start, 2 * starts);
            startValue = Arrays.copyOf(startValue, 2 * starts);
        }
        start[starts] = i;
        startValue[starts++] = value;
        int cell = cell(i);
        double before = table.open(cell);
        falling += (Math.abs(before + value) - Math.abs(before)) * table.weight(cell);
        table.open(cell, before + value);
    }

    /// Largest |s_i| in units of its row's limit.
    final double largest() {
        double largest = 0.0;
        for (int c = 0; c < table.size(); c++) {
            largest = Math.max(largest, Math.abs(table.open(c)) / table.limit(c));
        }
        return largest;
    }

    /// Pushes every row above the threshold until there is none, or until Σ weight·|s| is at most `wanted`, the
    /// work reaches `budget` or the table holds `maxCells`; answers whether there is none.
    /// **Cost** the pushed rows, and a look at each row reached so far.
    final boolean round(double newThreshold, double wanted, long budget, int maxCells) {
        threshold = newThreshold;
        head = 0;
        tail = 0;
        falling = 0.0;
        for (int c = 0; c < table.size(); c++) {
            falling += Math.abs(table.open(c)) * table.weight(c);
            enqueue(c);
        }
        while (head < tail && falling > wanted && work < budget && table.size() < maxCells) {
            int c = queue[head++];
            table.queued(c, false);
            push(c);
        }
        boolean none = head == tail;
        while (head < tail) {
            table.queued(queue[head++], false);
        }
        return none;
    }

    private void enqueue(int c) {
        if (table.queued(c) || !(Math.abs(table.open(c)) > threshold * table.limit(c))) {
            return;
        }
        if (tail == queue.length) {
            makeRoom();
        }
        table.queued(c, true);
        queue[tail++] = c;
    }

    /// Drops what was taken; wider only where that is not half.
    private void makeRoom() {
        int waiting = tail - head;
        int[] to = 2 * waiting > queue.length ? new int[2 * queue.length] : queue;
        System.arraycopy(queue, head, to, 0, waiting);
        queue = to;
        head = 0;
        tail = waiting;
    }

    private void push(int c) {
        int i = table.key(c);
        int[] column = rows.columns(i);
        double[] value = rows.values(i);
        int from = rows.from(i);
        int to = rows.to(i);
        double s = table.open(c);
        double step = s / rows.diagonal(i);
        table.pushed(c, table.pushed(c) + step);
        for (int k = from; k < to; k++) {
            if (column[k] != i) {
                lower(column[k], value[k] * step);
            }
        }
        table.open(c, 0.0);
        falling -= Math.abs(s) * table.weight(c);
        work += to - from + 1L;
        pushes++;
    }

    private void lower(int j, double by) {
        int c = cell(j);
        double before = table.open(c);
        double after = before - by;
        table.open(c, after);
        falling += (Math.abs(after) - Math.abs(before)) * table.weight(c);
        enqueue(c);
    }

    private int cell(int j) {
        int c = table.find(j);
        if (c < 0) {
            c = table.add(j, weight(j), limit(j));
        }
        return c;
    }

    /// Σ weight·|s| as it was kept during the pushes.
    final double falling() {
        return falling;
    }

    /// Matrix entries touched.
    final long work() {
        return work;
    }

    final void touched(long entries) {
        work += entries;
    }

    final int pushes() {
        return pushes;
    }

    /// Replaces every s by s₀ − Mᵀ·y computed anew from the y that is there, and bounds its rounding: see
    /// [#error].
    /// **Cost** the rows with y ≠ 0 once more.
    final void recompute() {
        int n = table.size();
        double[] size = new double[n];
        int[] terms = new int[n];
        for (int c = 0; c < n; c++) {
            table.open(c, 0.0);
        }
        for (int k = 0; k < starts; k++) {
            add(table.find(start[k]), startValue[k], size, terms);
        }
        for (int c = 0; c < n; c++) {
            double y = table.pushed(c);
            if (y == 0) {
                continue;
            }
            int i = table.key(c);
            int[] column = rows.columns(i);
            double[] value = rows.values(i);
            for (int k = rows.from(i); k < rows.to(i); k++) {
                add(table.find(column[k]), -value[k] * y, size, terms);
            }
            work += rows.to(i) - rows.from(i) + 1L;
        }
        error = size;
        for (int c = 0; c < n; c++) {
            // A sum of m rounded products is off by at most γ(m + 1) of their sizes; twice that covers γ itself.
            error[c] = 2.0 * (terms[c] + 2) * U * size[c] + (terms[c] + 1) * Double.MIN_VALUE;
        }
    }

    private void add(int c, double part, double[] size, int[] terms) {
        table.open(c, table.open(c) + part);
        size[c] += Math.abs(part);
        terms[c]++;
    }

    /// After [#recompute]: |s − exact| <= this in cell `c`.
    final double error(int c) {
        return error[c];
    }
}
