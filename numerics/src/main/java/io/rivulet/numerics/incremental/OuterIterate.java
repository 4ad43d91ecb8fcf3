// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CompensatedRow;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// x and its residual under changes of the system. Every r_i outside [#dirty] and the drifting rows is the
/// compensated residual of row i for the present A, b and x, and so are its norms and, with a certificate, the scaled
/// residuals that bound the error.
///
/// A row that a push moved drifts: its r_i was carried along, and is off by no more than the roundings on the way,
/// which are added up. Drifting rows are computed again when there is nothing else to do, or when the sum of roundings
/// begins to matter.
final class OuterIterate {
    /// Roundings of pushes may come to this part of what a push aims at.
    private static final double DRIFT_PART = 0.05;

    /// With more dirty rows than this part of all, computing all of them is faster.
    private static final double SWEEP_PART = 0.125;

    /// What an estimate is made from.
    private static final String ENERGY_NORM = "energy_norm:conjugate_gradients";

    /// Chunks of one step of a sweep over all rows.
    private static final int CHUNKS_PER_STEP = 32;

    private static final double U = 0x1p-53;

    private final Team team;
    private final MutableSystem system;
    private final CompensatedRow row = new CompensatedRow();
    private final NormTree residualNorms;
    private final NormTree rhsNorms;
    private @Nullable NormTree scaledNorms;
    private double[] scaled = new double[0];
    private double[] x;
    private double[] r;
    private final RowSet dirty;
    private final RowSet changedRows;
    private final RowSet drifting;
    private final SquareSum squares = new SquareSum();
    private double drift;
    private double driftingScaled;
    private double computedError;
    private boolean allDirty = true;
    private int sweep;
    private boolean zeroX;
    private @Nullable Certificate certificate;
    private double estimate = Double.NaN;

    OuterIterate(Team team, MutableSystem system, double[] x) {
        this.team = team;
        this.system = system;
        this.x = x;
        int n = system.rows();
        r = new double[n];
        residualNorms = new NormTree(team, n);
        rhsNorms = new NormTree(team, n);
        rhsNorms.rebuild(system.b());
        dirty = new RowSet(n);
        changedRows = new RowSet(n);
        drifting = new RowSet(n);
    }

    double[] x() {
        return x;
    }

    double[] r() {
        return r;
    }

    @Nullable
    Certificate certificate() {
        return certificate;
    }

    RowSet dirty() {
        return dirty;
    }

    /// Rows of A that changed since the certificate was last brought up to date.
    RowSet changedRows() {
        return changedRows;
    }

    boolean clean() {
        return !allDirty && dirty.isEmpty();
    }

    boolean allDirty() {
        return allDirty;
    }

    /// Every row has to be computed again.
    void dirtyAll() {
        allDirty = true;
        sweep = 0;
    }

    /// Computes dirty rows for about `units`; those that were dirty one by one are added to `flushed`.
    long flush(long units, RowSet flushed) {
        int n = system.rows();
        if (!clean()) {
            estimate = Double.NaN;
        }
        long work = followChangedRows();
        if (!allDirty && dirty.size() > n * SWEEP_PART) {
            flushed.addAll(dirty);
            dirty.clear();
            dirtyAll();
        }
        if (allDirty) {
            if (sweep == 0) {
                forgetDrift();
                computedError = 0.0;
                zeroX = Arrays.stream(x).allMatch(entry -> entry == 0);
            }
            while (sweep < n && work < units) {
                work += sweep();
            }
            if (sweep == n) {
                allDirty = false;
                residualNorms.rebuild(r);
                squares.reset(residualNorms.norm2());
                rhsNorms.rebuild(system.b());
                if (scaledNorms != null) {
                    scaledNorms.rebuild(scaled);
                }
                work += n + 1L;
            }
            return work;
        }
        while (!dirty.isEmpty() && work < units) {
            int i = dirty.removeLast();
            work += computeOne(i);
            flushed.add(i);
        }
        if (dirty.isEmpty()) {
            refresh();
        }
        return work;
    }

    private long followChangedRows() {
        long work = 0;
        for (int k = 0; k < changedRows.size(); k++) {
            int i = changedRows.get(k);
            Certificate present = certificate;
            if (present != null && !present.update(i, system, row)) {
                drop();
            }
            work += system.to(i) - system.from(i);
        }
        changedRows.clear();
        return work;
    }

    private void refresh() {
        residualNorms.refresh(r);
        rhsNorms.refresh(system.b());
        if (scaledNorms != null) {
            scaledNorms.refresh(scaled);
        }
    }

    /// Some more chunks of all rows.
    private long sweep() {
        int first = sweep / Chunks.ROWS;
        double[] error = new double[Math.min(CHUNKS_PER_STEP, Chunks.of(system.rows()) - first)];
        long[] work = new long[error.length];
        team.run(work.length, chunk -> {
            CompensatedRow own = new CompensatedRow();
            int end = Chunks.to(first + chunk, system.rows());
            long done = 0;
            double off = 0.0;
            for (int i = Chunks.from(first + chunk); i < end; i++) {
                done += zeroX ? computeAtZero(i, own) : compute(i, own);
                off = Math.max(off, own.error());
            }
            work[chunk] = done;
            error[chunk] = off;
        });
        sweep = Chunks.to(first + work.length - 1, system.rows());
        computedError = Math.max(computedError, Arrays.stream(error).reduce(0.0, Math::max));
        return Arrays.stream(work).sum();
    }

    private long computeOne(int i) {
        double before = r[i];
        long work = compute(i, row);
        computedError = Math.max(computedError, row.error());
        squares.makeRoomFor(r[i]);
        squares.change(before, r[i]);
        residualNorms.touch(i);
        rhsNorms.touch(i);
        if (scaledNorms != null) {
            scaledNorms.touch(i);
        }
        return work;
    }

    private long compute(int i, CompensatedRow row) {
        int from = system.from(i);
        int to = system.to(i);
        r[i] = row.residual(system.columns(i), system.values(i), from, to, system.b()[i], x);
        scale(i, row);
        return to - from + 1;
    }

    private void scale(int i, CompensatedRow row) {
        Certificate present = certificate;
        if (present != null) {
            scaled[i] = present.scaled(i, row.above(r[i]));
        }
    }

    /// What [#compute] would find for x = 0, without reading the row.
    private long computeAtZero(int i, CompensatedRow row) {
        double bi = system.b()[i];
        if (!Double.isFinite(bi)) {
            return compute(i, row);
        }
        r[i] = bi + 0.0;
        row.take(r[i], system.to(i) - system.from(i), Math.abs(bi));
        scale(i, row);
        return 1;
    }

    /// ‖r‖² while a push carries r along.
    SquareSum squares() {
        return squares;
    }

    /// Whether there are rows whose residual a push carried along.
    boolean hasDrift() {
        return !drifting.isEmpty();
    }

    /// How many rows drift.
    int driftingRows() {
        return drifting.size();
    }

    /// Rows whose residual a push carried along.
    void eachDrifting(IntConsumer each) {
        for (int k = 0; k < drifting.size(); k++) {
            each.accept(drifting.get(k));
        }
    }

    /// A push has ended that moved the residuals of `touched`, with roundings of at most `roundings` in any of them.
    ///
    /// @param limit largest |r_i| / w_i among them, where the push has seen to it; NaN where it has to be looked up
    void pushed(RowSet touched, double roundings, double limit, LocalPush.Goal goal) {
        Certificate present = certificate;
        drift += roundings;
        drifting.addAll(touched);
        double off = drift + computedError;
        if (present == null || !negligible(off, present, goal)) {
            dirty.addAll(drifting);
            forgetDrift();
            return;
        }
        double largest = limit;
        if (Double.isNaN(limit)) {
            largest = 0.0;
            for (int k = 0; k < touched.size(); k++) {
                int i = touched.get(k);
                largest = Math.max(largest, Math.abs(r[i]) / present.w(i));
            }
        }
        double above = Math.nextUp(largest + off / present.leastW()) * (1 + 8 * U);
        driftingScaled = Math.max(driftingScaled, above);
    }

    private boolean negligible(double off, Certificate present, LocalPush.Goal goal) {
        return goal.isScaled()
                ? off / present.leastW() <= DRIFT_PART * goal.scaled()
                : off * Math.sqrt(r.length) <= DRIFT_PART * goal.norm();
    }

    private void forgetDrift() {
        drifting.clear();
        drift = 0.0;
        driftingScaled = 0.0;
    }

    /// Computes drifting rows again, for about `units`.
    long settle(long units) {
        long work = 0;
        while (!drifting.isEmpty() && work < units) {
            work += computeOne(drifting.removeLast());
        }
        if (drifting.isEmpty()) {
            forgetDrift();
            refresh();
            squares.reset(residualNorms.norm2());
        }
        return work + 1;
    }

    /// Gives the certificate up.
    void drop() {
        certificate = null;
        scaledNorms = null;
        scaled = new double[0];
    }

    /// Takes a certificate of the present matrix; all rows have to be computed again.
    void certify(Certificate found) {
        certificate = found;
        scaled = new double[system.rows()];
        scaledNorms = new NormTree(team, system.rows());
        dirtyAll();
    }

    /// Takes over another x with its residual, `error` at most off in any row, and residuals scaled by the certificate
    /// (any array without one).
    void replace(double[] newX, double[] newR, double[] newScaled, double error) {
        x = newX;
        r = newR;
        estimate = Double.NaN;
        forgetDrift();
        computedError = error;
        residualNorms.rebuild(r);
        squares.reset(residualNorms.norm2());
        if (scaledNorms != null) {
            scaled = newScaled;
            scaledNorms.rebuild(scaled);
        }
    }

    /// Notes an estimate of ‖x − x*‖∞, NaN for none; it goes with the next change of x, A or b.
    void estimate(double error) {
        estimate = error;
    }

    /// What is estimated of the present x where nothing is certified, null for nothing.
    @Nullable
    ErrorBound estimate() {
        return Double.isFinite(estimate) ? new ErrorBound(estimate, ErrorBound.Kind.ESTIMATE, ENERGY_NORM) : null;
    }

    double residualNorm() {
        return drifting.isEmpty() ? residualNorms.norm2() : squares.norm();
    }

    /// Largest magnitude in r.
    double residualNormInf() {
        return residualNorms.normInf();
    }

    /// ‖b‖₂: the largest double where it is beyond, infinite only where b is not finite.
    double rhsNorm() {
        return Double.isFinite(rhsNorms.normInf()) ? Math.min(rhsNorms.norm2(), Double.MAX_VALUE) : rhsNorms.normInf();
    }

    /// Largest magnitude in b: 0 only for b = 0.
    double rhsNormInf() {
        return rhsNorms.normInf();
    }

    @Nullable
    ErrorBound bound() {
        Certificate present = certificate;
        return present == null ? null : present.bound(largestScaled());
    }

    /// max |r_j| / w_j from above; infinite without a certificate.
    double largestScaled() {
        NormTree norms = scaledNorms;
        return norms == null ? Double.POSITIVE_INFINITY : Math.max(norms.normInf(), driftingScaled);
    }

    long sizeBytes() {
        Certificate present = certificate;
        return 8L * (x.length + r.length + scaled.length)
                + drifting.sizeBytes()
                + residualNorms.sizeBytes()
                + rhsNorms.sizeBytes()
                + (present == null ? 0 : present.sizeBytes() + residualNorms.sizeBytes());
    }
}
