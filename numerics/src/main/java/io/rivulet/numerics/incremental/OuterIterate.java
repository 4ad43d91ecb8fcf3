// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CompensatedRow;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// x and its residual under changes of the system. Every r_i outside [#dirty] is the compensated residual of row i
/// for the present A, b and x, and so are its norms and, with a certificate, the scaled residuals that bound the
/// error.
final class OuterIterate {
    /// With more dirty rows than this part of all, computing all of them is faster.
    private static final double SWEEP_PART = 0.125;

    /// What an estimate is made from.
    private static final String ENERGY_NORM = "energy_norm:conjugate_gradients";

    /// Chunks of one step of a sweep over all rows.
    private static final int CHUNKS_PER_STEP = 32;

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
    private boolean allDirty = true;
    private int sweep;
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
            while (sweep < n && work < units) {
                work += sweep();
            }
            if (sweep == n) {
                allDirty = false;
                residualNorms.rebuild(r);
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
            work += compute(i, row);
            residualNorms.touch(i);
            rhsNorms.touch(i);
            if (scaledNorms != null) {
                scaledNorms.touch(i);
            }
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
        long[] work = new long[Math.min(CHUNKS_PER_STEP, Chunks.of(system.rows()) - first)];
        team.run(work.length, chunk -> {
            CompensatedRow own = new CompensatedRow();
            int end = Chunks.to(first + chunk, system.rows());
            long done = 0;
            for (int i = Chunks.from(first + chunk); i < end; i++) {
                done += compute(i, own);
            }
            work[chunk] = done;
        });
        sweep = Chunks.to(first + work.length - 1, system.rows());
        return Arrays.stream(work).sum();
    }

    private long compute(int i, CompensatedRow row) {
        int from = system.from(i);
        int to = system.to(i);
        r[i] = row.residual(system.columns(i), system.values(i), from, to, system.b()[i], x);
        Certificate present = certificate;
        if (present != null) {
            scaled[i] = present.scaled(i, row.above(r[i]));
        }
        return to - from + 1;
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

    /// Takes over another x with its residual and residuals scaled by the certificate (any array without one).
    void replace(double[] newX, double[] newR, double[] newScaled) {
        x = newX;
        r = newR;
        estimate = Double.NaN;
        residualNorms.rebuild(r);
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
        return residualNorms.norm2();
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
        NormTree norms = scaledNorms;
        return present == null || norms == null ? null : present.bound(norms.normInf());
    }

    /// max |r_j| / w_j from above; infinite without a certificate.
    double largestScaled() {
        return scaledNorms == null ? Double.POSITIVE_INFINITY : scaledNorms.normInf();
    }

    long sizeBytes() {
        Certificate present = certificate;
        return 8L * (x.length + r.length + scaled.length)
                + residualNorms.sizeBytes()
                + rhsNorms.sizeBytes()
                + (present == null ? 0 : present.sizeBytes() + residualNorms.sizeBytes());
    }
}
