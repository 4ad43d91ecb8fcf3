// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// Pushes on the columns of A with x and r in whole arrays, for residuals that may be anywhere: x_i takes
/// ω·r_i/a_ii and its column takes that from r. Rows are taken in rounds, each row that waits once, while |r_i|
/// exceeds the threshold times the scale of its row; when none waits the threshold falls. What the stored x
/// really moved by is what r is changed by, so that r stays b − A·x up to the rounding of its own updates.
///
/// For A symmetric positive definite each push lowers ‖x* − x‖²_A by ω·(2 − ω)·r_i²/a_ii (T4). For columns that
/// are strictly dominant, and ω = 1, it lowers ‖r‖₁ by (1 − β)·|r_i| (T1); for any H-matrix it lowers vᵀ·|r| by
/// |r_i|·c_i/|a_ii|, with v > 0 and c = ⟨A⟩ᵀ·v > 0 (T2).
/// **Shapes** x, r, scale of length n, owned by the caller, who must not write to r between rounds without
/// [#begin].
/// **Thread** one. **Cost** the columns of the rows taken; n when the threshold falls.
/// **Source** Southwell 1946; Andersen, Chung, Lang 2006; numerics specification §6.1.
public final class DensePush {
    private static final int MOST_EXPONENT = 1000;

    private final CsrMatrix columns;
    private final double[] diagonal;
    private final double[] scale;
    private final double[] x;
    private final double[] r;
    private final int[] queue;
    private final long[] queued;
    private int head;
    private int waiting;
    private double omega = 1.0;
    private double threshold;
    private double unit = 1.0;
    private double squares;
    private double carry;
    private long pushes;

    /// @param columns Aᵀ, whose rows are the columns of A
    public DensePush(CsrMatrix columns, double[] diagonal, double[] scale, double[] x, double[] r) {
        this.columns = columns;
        this.diagonal = diagonal;
        this.scale = scale;
        this.x = x;
        this.r = r;
        this.queue = new int[Math.max(1, r.length)];
        this.queued = new long[(r.length + Long.SIZE - 1) / Long.SIZE];
    }

    /// r has been written to: ‖r‖₂ and the threshold start anew, and nothing waits. The first round collects
    /// the rows above `first`, or above [DualPush#FALL] of the largest where that is lower. Largest rows first
    /// takes fewer pushes at ω = 1; over-relaxation wants all rows in their order, so the last threshold at
    /// once.
    public void begin(double first) {
        head = 0;
        waiting = 0;
        Arrays.fill(queued, 0L);
        threshold = 0.0;
        for (int i = 0; i < r.length; i++) {
            threshold = Math.max(threshold, Math.abs(r[i]) / scale[i]);
        }
        threshold = Math.min(threshold, first / DualPush.FALL);
        measure();
    }

    /// Sums up ‖r‖₂ anew: kept from push to push it is off by roundings of its largest value so far.
    private void measure() {
        double largest = 0.0;
        for (double each : r) {
            largest = Math.max(largest, Math.abs(each));
        }
        int exponent = largest > 0 && largest < Double.POSITIVE_INFINITY ? Math.getExponent(largest) : 0;
        unit = Math.scalb(1.0, -Math.clamp(exponent, -MOST_EXPONENT, MOST_EXPONENT));
        squares = 0.0;
        carry = 0.0;
        for (double each : r) {
            add(each * unit * (each * unit));
        }
    }

    /// ω of the pushes to come, in (0, 2).
    public void omega(double relaxation) {
        omega = relaxation;
    }

    /// Takes each row that waits once, as long as ‖r‖₂ exceeds `goal`; with none, lets the threshold fall and
    /// collects the rows above it. Answers the units used.
    public long round(double goal) {
        if (waiting == 0) {
            threshold *= DualPush.FALL;
            measure();
            for (int i = 0; i < r.length; i++) {
                enqueue(i);
            }
            return r.length + 1L;
        }
        double least = goal * unit * (goal * unit);
        long work = 1;
        for (int left = waiting; left > 0 && squares + carry > least; left--) {
            int i = queue[head];
            head = head + 1 == queue.length ? 0 : head + 1;
            waiting--;
            queued[i >>> 6] &= ~(1L << i);
            work += push(i);
        }
        return work;
    }

    private void enqueue(int i) {
        if (Math.abs(r[i]) > threshold * scale[i] && (queued[i >>> 6] & (1L << i)) == 0) {
            queued[i >>> 6] |= 1L << i;
            int at = head + waiting;
            queue[at < queue.length ? at : at - queue.length] = i;
            waiting++;
        }
    }

    private long push(int i) {
        double moved = x[i] + omega * (r[i] / diagonal[i]);
        double change = moved - x[i];
        if (change == 0 || !Double.isFinite(moved)) {
            return 1;
        }
        x[i] = moved;
        pushes++;
        int to = columns.rowStart()[i + 1];
        for (int k = columns.rowStart()[i]; k < to; k++) {
            int j = columns.column()[k];
            double before = r[j] * unit;
            r[j] -= columns.value()[k] * change;
            double after = r[j] * unit;
            add((after - before) * (after + before));
            enqueue(j);
        }
        return to - columns.rowStart()[i] + 1L;
    }

    private void add(double term) {
        double next = squares + term;
        carry += Math.abs(squares) >= Math.abs(term) ? (squares - next) + term : (term - next) + squares;
        squares = next;
    }

    /// ‖r‖₂ as it was kept.
    public double norm() {
        return Math.sqrt(Math.max(0.0, squares + carry)) / unit;
    }

    /// |r_i| <= this times the scale of row i when no row waits, and with the scale w that is the certificate
    /// |x* − x|_i <= threshold·u_i (T5).
    public double threshold() {
        return threshold;
    }

    /// Whether no row is above the threshold.
    public boolean settled() {
        return waiting == 0;
    }

    public long pushes() {
        return pushes;
    }
}
