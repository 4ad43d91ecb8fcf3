// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.StopReason;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The local push of [LocalPush], on a change that the engine does not get: x, r, b and A of the engine are read, what
/// would become of them lies over them, row by row. Gives up where the change is not local: then it has to be solved
/// for on copies.
///
/// Its residual is that of a whole x. Rows whose x, A and b did not change keep the compensated residual that the
/// engine has of them; all others are computed anew, in compensated arithmetic, when the push has ended.
/// **Cost** the columns of the pushed rows, and two passes over vectors of n. **Thread** the engine's, between turns.
/// **Source** as [LocalPush].
final class LocalTrial {
    private static final double FALL = 0.25;
    private static final int MAX_ROUNDS = 60;

    /// Rows that a change may touch at first, as a part of all, and at least.
    private static final double LOCAL_PART = 0.05;

    private static final int ALWAYS_LOCAL_ROWS = 16;

    /// Columns of A to push along: for each row that has an entry in column i, its number and the entry.
    interface Columns {
        void each(int i, Entry each);
    }

    interface Entry {
        void at(int row, double value);
    }

    private final MutableSystem system;
    private final OuterIterate outer;
    private final Certificate certificate;
    private final TrialSystem trial;
    private final Columns columns;
    private final long budget;
    private final TrialRows rows = new TrialRows();
    private final CompensatedRow row = new CompensatedRow();
    private final SquareSum squares = new SquareSum();
    private final double[] x;
    private final double[] r;
    private int[] queue = new int[64];
    private boolean[] queued = new boolean[64];
    private int head;
    private int tail;
    private double[] gathered = new double[64];
    private double[] values = new double[64];
    private int[] identity = new int[0];
    private double limit;
    private boolean scaled;
    private double goal;
    private long pushes;
    private long work;

    LocalTrial(
            MutableSystem system,
            OuterIterate outer,
            Certificate certificate,
            TrialSystem trial,
            Columns columns,
            long budget) {
        this.system = system;
        this.outer = outer;
        this.certificate = certificate;
        this.trial = trial;
        this.columns = columns;
        this.budget = budget;
        this.x = outer.x();
        this.r = outer.r();
    }

    /// What the trial has found.
    private record Measured(double norm, double largestScaled) {}

    /// Runs to its end.
    /// @return null where the change is not local
    @Nullable
    TrialOutcome run(EngineOptions options, double tolerance, long revision, XSelection wanted, int top) {
        if (!seed()) {
            return null;
        }
        double rhsNorm = rhsNorm();
        if (rhsNorm == 0 || !Double.isFinite(rhsNorm)) {
            return null;
        }
        Target target = Target.of(tolerance, options.absoluteTolerance(), options.errorBound(), rhsNorm);
        Measured now = measure();
        if (!target.met(now.norm(), bound(now))) {
            Double asked = target.errorBound();
            scaled = asked != null;
            goal = asked == null ? target.pushGoal() : Target.PUSH_AIM * asked / certificate.maxU();
            if (!(goal > 0) || !Double.isFinite(now.norm()) || !push(now.norm())) {
                return null;
            }
            now = measure();
            if (!target.met(now.norm(), bound(now))) {
                return null;
            }
        }
        ErrorBound bound = bound(now);
        StopReason stop = target.reached(now.norm(), bound);
        return new TrialOutcome(
                revision,
                pushes > 0 ? "push" : "none",
                stop,
                0,
                target.relative(now.norm()),
                now.norm(),
                bound,
                entries(wanted),
                topOf(top),
                changed(options.deadband()),
                work);
    }

    private ErrorBound bound(Measured measured) {
        return certificate.bound(measured.largestScaled());
    }

    /// A slot for every row that differs from what the engine has, its residual computed. False where these are many,
    /// or the certificate does not hold for the changed matrix.
    private boolean seed() {
        int n = system.rows();
        double most = Math.max(ALWAYS_LOCAL_ROWS, LOCAL_PART * n);
        if (trial.costs().size() + trial.rows().size() + outer.dirty().size() + outer.driftingRows() > most) {
            return false;
        }
        for (int i : trial.rows().keySet()) {
            slot(i);
            if (!(w(i) > 0)) {
                return false;
            }
        }
        for (int i : trial.costs().keySet()) {
            slot(i);
        }
        for (int k = 0; k < outer.dirty().size(); k++) {
            slot(outer.dirty().get(k));
        }
        for (int k = 0; k < outer.changedRows().size(); k++) {
            int i = outer.changedRows().get(k);
            slot(i);
            if (!(w(i) > 0)) {
                return false;
            }
        }
        outer.eachDrifting(this::slot);
        return true;
    }

    private int slot(int i) {
        int slot = rows.find(i);
        return slot >= 0 ? slot : rows.add(i, x[i], r[i]);
    }

    /// w_i of the row as it would be, from below.
    private double w(int i) {
        TrialSystem.Row changed = trial.row(i);
        if (changed != null) {
            return row.comparisonFromBelow(
                    i, changed.column(), changed.value(), 0, changed.column().length, certificate.u());
        }
        return outer.changedRows().contains(i)
                ? row.comparisonFromBelow(
                        i, system.columns(i), system.values(i), system.from(i), system.to(i), certificate.u())
                : certificate.w(i);
    }

    /// Leaves the bound of its error in [#row].
    private double residual(int i) {
        TrialSystem.Row changed = trial.row(i);
        int[] column = changed == null ? system.columns(i) : changed.column();
        double[] value = changed == null ? system.values(i) : changed.value();
        int from = changed == null ? system.from(i) : 0;
        int to = changed == null ? system.to(i) : column.length;
        int length = to - from;
        makeRoom(length);
        for (int k = 0; k < length; k++) {
            int slot = rows.find(column[from + k]);
            gathered[k] = slot < 0 ? x[column[from + k]] : rows.x[slot];
            values[k] = value[from + k];
        }
        work += length + 1L;
        return row.residual(identity, values, 0, length, trial.b(i), gathered);
    }

    private void makeRoom(int length) {
        if (length > gathered.length) {
            gathered = new double[2 * length];
            values = new double[2 * length];
        }
        if (identity.length < length) {
            identity = new int[gathered.length];
            Arrays.setAll(identity, k -> k);
        }
    }

    /// ‖r‖₂ and max |r_i|/w_i over all rows, from above.
    private Measured measure() {
        double largest = outer.largestScaled();
        for (int slot = 0; slot < rows.size(); slot++) {
            int i = rows.row(slot);
            double w = w(i);
            rows.r[slot] = residual(i);
            largest = Math.max(largest, Certificate.scaledBy(w, row.above(rows.r[slot])));
        }
        return new Measured(norm(r, rows.sorted()), largest);
    }

    /// ‖v‖₂ of the engine's residuals without the rows of the trial, and theirs instead.
    private double norm(double[] v, int[] sorted) {
        double largest = 0.0;
        for (double entry : v) {
            largest = Math.max(largest, Math.abs(entry));
        }
        for (int slot = 0; slot < rows.size(); slot++) {
            largest = Math.max(largest, Math.abs(rows.r[slot]));
        }
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest == 0 ? 0.0 : Double.POSITIVE_INFINITY;
        }
        double scale = Math.scalb(1.0, -Math.clamp(Math.getExponent(largest), -1000, 1000));
        double sum = 0.0;
        int from = 0;
        for (int i : sorted) {
            sum += VectorPart.squares(v, from, i, scale);
            from = i + 1;
        }
        sum += VectorPart.squares(v, from, v.length, scale);
        for (int slot = 0; slot < rows.size(); slot++) {
            double entry = rows.r[slot] * scale;
            sum = Math.fma(entry, entry, sum);
        }
        return Math.sqrt(sum) / scale;
    }

    private double rhsNorm() {
        double[] b = system.b();
        double largest = 0.0;
        for (double entry : b) {
            largest = Math.max(largest, Math.abs(entry));
        }
        for (double entry : trial.costs().values()) {
            largest = Math.max(largest, Math.abs(entry));
        }
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest == 0 ? 0.0 : Double.POSITIVE_INFINITY;
        }
        double scale = Math.scalb(1.0, -Math.clamp(Math.getExponent(largest), -1000, 1000));
        int[] sorted = trial.costs().keySet().stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        double sum = 0.0;
        int from = 0;
        for (int i : sorted) {
            sum += VectorPart.squares(b, from, i, scale);
            from = i + 1;
            double entry = trial.b(i) * scale;
            sum = Math.fma(entry, entry, sum);
        }
        sum += VectorPart.squares(b, from, b.length, scale);
        return Math.min(Math.sqrt(sum) / scale, Double.MAX_VALUE);
    }

    // The push

    /// False where the budget does not do.
    private boolean push(double norm) {
        squares.reset(norm);
        for (int slot = 0; slot < rows.size(); slot++) {
            limit = Math.max(limit, Math.abs(rows.r[slot]));
        }
        double threshold = limit;
        for (int round = 0; round < MAX_ROUNDS && !met(); round++) {
            if (scaled && round > 0) {
                return true;
            }
            threshold *= FALL;
            limit = threshold;
            for (int slot = 0; slot < rows.size(); slot++) {
                enqueue(slot);
            }
            work += rows.size();
            while (head != tail) {
                if (work > budget || !pushOne(remove())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean met() {
        return !scaled && squares.atMost(goal);
    }

    private void enqueue(int slot) {
        double most = scaled ? goal * w(rows.row(slot)) : limit;
        if (Math.abs(rows.r[slot]) <= most) {
            return;
        }
        if (queued.length < rows.size()) {
            queued = Arrays.copyOf(queued, 2 * rows.size());
        }
        if (queued[slot]) {
            return;
        }
        queued[slot] = true;
        if (tail - head == queue.length) {
            int[] wider = new int[2 * queue.length];
            for (int k = head; k != tail; k++) {
                wider[k & (wider.length - 1)] = queue[k & (queue.length - 1)];
            }
            queue = wider;
        }
        queue[tail++ & (queue.length - 1)] = slot;
    }

    private int remove() {
        int slot = queue[head++ & (queue.length - 1)];
        queued[slot] = false;
        return slot;
    }

    private boolean pushOne(int slot) {
        int i = rows.row(slot);
        double before = rows.x[slot];
        double after = before + rows.r[slot] / trial.diagonal(i);
        double change = after - before;
        if (change == 0 || !Double.isFinite(after)) {
            return Double.isFinite(after);
        }
        rows.x[slot] = after;
        pushes++;
        columns.each(i, (j, value) -> {
            if (!trial.touchedIn(i).contains(j)) {
                TrialSystem.Row changed = trial.row(j);
                lower(j, (changed == null ? value : changed.get(i)) * change);
            }
        });
        for (int j : trial.touchedIn(i)) {
            TrialSystem.Row changed = trial.row(j);
            lower(j, (changed == null ? system.get(j, i) : changed.get(i)) * change);
        }
        if (met()) {
            while (head != tail) {
                remove();
            }
        }
        return true;
    }

    private void lower(int j, double by) {
        work++;
        int slot = slot(j);
        double before = rows.r[slot];
        double after = before - by;
        rows.r[slot] = after;
        squares.change(before, after);
        enqueue(slot);
    }

    // What came of it

    private @Nullable DenseVector entries(XSelection wanted) {
        return switch (wanted) {
            case XSelection.Indices(int[] indices) -> {
                double[] some = new double[indices.length];
                for (int k = 0; k < indices.length; k++) {
                    int slot = rows.find(indices[k]);
                    some[k] = slot < 0 ? x[indices[k]] : rows.x[slot];
                }
                yield DenseVector.adopt(some);
            }
            case XSelection.Full _ -> {
                double[] all = x.clone();
                for (int slot = 0; slot < rows.size(); slot++) {
                    all[rows.row(slot)] = rows.x[slot];
                }
                yield DenseVector.adopt(all);
            }
            case XSelection.None _, XSelection.TopChanges _ -> null;
        };
    }

    private SparseVector topOf(int count) {
        var top = new TopMoves(count);
        eachMoved(slot -> top.offer(rows.row(slot), rows.x[slot], Math.abs(rows.x[slot] - x[rows.row(slot)])));
        return top.byIndex();
    }

    private int changed(double deadband) {
        int[] count = new int[1];
        eachMoved(slot -> {
            if (Math.abs(rows.x[slot] - x[rows.row(slot)]) > deadband) {
                count[0]++;
            }
        });
        return count[0];
    }

    private void eachMoved(IntConsumer each) {
        for (int slot = 0; slot < rows.size(); slot++) {
            if (rows.x[slot] != x[rows.row(slot)]) {
                each.accept(slot);
            }
        }
    }

    /// Columns by an index over them, or by the rows of a matrix that is symmetric; null where neither is there.
    static @Nullable Columns columns(MutableSystem system, @Nullable ColumnIndex index) {
        if (index != null) {
            return (i, each) -> {
                for (int k = index.start()[i]; k < index.start()[i + 1]; k++) {
                    each.at(index.row()[k], index.value()[k]);
                }
                int[] added = system.addedIn(i);
                if (added != null) {
                    for (int j : added) {
                        each.at(j, system.get(j, i));
                    }
                }
            };
        }
        if (system.symmetric()) {
            return (i, each) -> {
                int[] column = system.columns(i);
                double[] value = system.values(i);
                for (int k = system.from(i); k < system.to(i); k++) {
                    each.at(column[k], value[k]);
                }
            };
        }
        return null;
    }
}
