// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.StopReason;
import java.util.Arrays;
import java.util.Set;
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

    private final MutableSystem system;
    private final OuterIterate outer;
    private final Certificate certificate;
    private final TrialSystem trial;
    private final @Nullable ColumnIndex columns;
    private final int changedRows;
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
            @Nullable ColumnIndex columns,
            long budget) {
        this.system = system;
        this.outer = outer;
        this.certificate = certificate;
        this.trial = trial;
        this.columns = columns;
        this.changedRows = trial.rows().size();
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
            scaled = target.errorBound() != null;
            goal = scaled ? target.boundGoal(bound(now)) / certificate.maxU() : target.pushGoal();
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
            if (!(w(slot(i)) > 0)) {
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
            if (!(w(slot(outer.changedRows().get(k))) > 0)) {
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

    /// w_i of the row as it would be, from below. The rows that the trial changes have the first slots.
    private double w(int slot) {
        int i = rows.row(slot);
        if (slot < changedRows) {
            TrialSystem.Row changed = trial.changed(i);
            return row.comparisonFromBelow(
                    i, changed.column(), changed.value(), 0, changed.column().length, certificate.u());
        }
        return outer.changedRows().contains(i)
                ? row.comparisonFromBelow(
                        i, system.columns(i), system.values(i), system.from(i), system.to(i), certificate.u())
                : certificate.w(i);
    }

    /// Leaves the bound of its error in [#row].
    private double residual(int slotOfRow) {
        int i = rows.row(slotOfRow);
        TrialSystem.Row changed = slotOfRow < changedRows ? trial.changed(i) : null;
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
            double w = w(slot);
            rows.r[slot] = residual(slot);
            largest = Math.max(largest, Certificate.scaledBy(w, row.above(rows.r[slot])));
        }
        return new Measured(norm(), largest);
    }

    /// ‖r‖₂ with the rows of the trial in the place of the engine's.
    private double norm() {
        double[] now = new double[rows.size()];
        double[] before = new double[rows.size()];
        int[] places = new int[rows.size()];
        for (int slot = 0; slot < now.length; slot++) {
            places[slot] = rows.row(slot);
            now[slot] = rows.r[slot];
            before[slot] = r[places[slot]];
        }
        double known = outer.hasDrift() ? Double.NaN : outer.residualNorm();
        return VectorPart.normAfter(r, known, places, before, now);
    }

    private double rhsNorm() {
        int[] places =
                trial.costs().keySet().stream().mapToInt(Integer::intValue).toArray();
        double[] now = Arrays.stream(places).mapToDouble(trial::b).toArray();
        double[] before = Arrays.stream(places).mapToDouble(i -> system.b()[i]).toArray();
        double known = outer.clean() ? outer.rhsNorm() : Double.NaN;
        return Math.min(VectorPart.normAfter(system.b(), known, places, before, now), Double.MAX_VALUE);
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
        double most = scaled ? goal * w(slot) : limit;
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
        double after = before + rows.r[slot] / diagonal(slot);
        double change = after - before;
        if (change == 0 || !Double.isFinite(after)) {
            return Double.isFinite(after);
        }
        rows.x[slot] = after;
        pushes++;
        Set<Integer> touched = trial.touchedIn(i);
        ColumnIndex index = columns;
        if (index != null) {
            lowerColumn(i, index.row(), index.value(), index.start()[i], index.start()[i + 1], change, touched);
            int[] added = system.addedIn(i);
            for (int k = 0; added != null && k < added.length; k++) {
                lowerOne(i, added[k], system.get(added[k], i), change, touched);
            }
        } else {
            // Symmetric: column i is row i.
            lowerColumn(i, system.columns(i), system.values(i), system.from(i), system.to(i), change, touched);
        }
        for (int j : touched) {
            TrialSystem.Row changed = trial.row(j);
            lower(slot(j), (changed == null ? system.get(j, i) : changed.get(i)) * change);
        }
        if (met()) {
            while (head != tail) {
                remove();
            }
        }
        return true;
    }

    private double diagonal(int slot) {
        int i = rows.row(slot);
        ColumnIndex index = columns;
        return slot < changedRows ? trial.changed(i).get(i) : index != null ? index.diagonal()[i] : system.get(i, i);
    }

    private void lowerColumn(int i, int[] row, double[] value, int from, int to, double change, Set<Integer> touched) {
        for (int k = from; k < to; k++) {
            lowerOne(i, row[k], value[k], change, touched);
        }
    }

    private void lowerOne(int i, int j, double value, double change, Set<Integer> touched) {
        int slot = slot(j);
        if (slot >= changedRows) {
            lower(slot, value * change);
        } else if (!touched.contains(j)) {
            lower(slot, trial.changed(j).get(i) * change);
        }
    }

    private void lower(int slot, double by) {
        work++;
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
            case XSelection.None _, XSelection.TopChanges _, XSelection.Changes _ -> null;
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
}
