// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;
import org.jspecify.annotations.Nullable;

/// GMRES(m), right preconditioned: the residual it minimises is the true one. Modified Gram–Schmidt with a second
/// pass where cancellation was strong; after two restarts with little gain m doubles, up to [#LONGEST_CYCLE]. With a
/// preconditioner that varies it is FGMRES: the preconditioned vectors are kept, one for each of the basis.
/// **Cost** one product, one preconditioner and j + 1 dots in the j-th iteration of a cycle; m + 7 vectors.
/// **Source** Saad, Schultz 1986; Saad 1993 (flexible); Saad 2003, alg. 9.5, 9.6.
final class GmresRun extends IterativeRun {
    static final int FIRST_CYCLE = 30;
    static final int LONGEST_CYCLE = 120;

    /// With more rows than this the cycle stays as it is, for the memory of its vectors.
    static final int SHORT_CYCLE_ROWS = 100_000;

    /// Below this part of its norm a vector is orthogonalised again.
    private static final double REORTHOGONALISE = 0.7;

    /// A restart that kept more than this part of the residual counts as little gain.
    private static final double LITTLE_GAIN = 0.98;

    private static final double DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.9;

    private final double[][] basis = new double[LONGEST_CYCLE + 1][];
    private final HessenbergFit fit = new HessenbergFit(LONGEST_CYCLE);
    private final double[] z;
    private final double[][] directions = new double[LONGEST_CYCLE][];
    private double @Nullable [] combined;
    private double @Nullable [] total;
    private int cycle = FIRST_CYCLE;
    private int slowRestarts;
    private double normAtRestart;

    GmresRun(SparseOperator a, double[] r, Setup setup, RunGoal goal) {
        super(a, r, setup, goal, DIVERGENCE, PROGRESS);
        z = new double[n];
    }

    @Override
    void begin() {
        normAtRestart = norm;
        double[] first = vector(0);
        vectors.scale(1 / norm, residual, first);
        fit.begin(norm);
    }

    private double[] vector(int j) {
        return made(basis, j);
    }

    private double[] made(double[][] vectors, int j) {
        double[] present = vectors[j];
        if (present == null) {
            present = new double[n];
            vectors[j] = present;
        }
        return present;
    }

    /// Where M⁻¹ of the j-th basis vector goes.
    private double[] direction(int j) {
        return preconditioner.varies() ? made(directions, j) : z;
    }

    @Override
    boolean keepsBest() {
        return false;
    }

    @Override
    long iterate() {
        int j = fit.size();
        double[] w = vector(j + 1);
        double[] direction = direction(j);
        preconditioner.apply(basis[j], direction);
        a.multiply(direction, w);
        double[] h = fit.next();
        double before = vectors.norm2(w);
        orthogonalise(w, h, j);
        double after = vectors.norm2(w);
        if (after < REORTHOGONALISE * before) {
            orthogonalise(w, h, j);
            after = vectors.norm2(w);
        }
        long work = a.nnz() + preconditioner.cost() + (2L + j) * n;
        boolean exhausted = !(after > 0x1p-50 * before);
        h[j + 1] = exhausted ? 0.0 : after;
        if (!fit.take()) {
            double length = Math.hypot(h[j], h[j + 1]);
            work += finishCycle();
            if (!isStopped()) {
                stop(new StopReason.Breakdown("Hessenberg", length));
            }
            return work;
        }
        norm = fit.residual();
        if (norm <= goal.target() || exhausted || fit.size() == cycle) {
            return work + finishCycle();
        }
        vectors.scale(1 / after, w, w);
        return work;
    }

    private void orthogonalise(double[] w, double[] h, int j) {
        for (int i = 0; i <= j; i++) {
            double c = vectors.dot(w, basis[i]);
            h[i] += c;
            vectors.axpy(-c, basis[i], w);
        }
    }

    /// d ← d + M⁻¹·V·y, true residual, then the next cycle unless that was it.
    private long finishCycle() {
        addCombination(d);
        long work = recompute() + preconditioner.cost() + (long) fit.size() * n;
        fit.begin(norm);
        if (norm <= goal.target()) {
            stop(new StopReason.ResidualMet(norm));
            return work;
        }
        if (!Double.isFinite(norm)) {
            return work;
        }
        slowRestarts = norm > LITTLE_GAIN * normAtRestart ? slowRestarts + 1 : 0;
        if (slowRestarts >= 2) {
            if (cycle == LONGEST_CYCLE || n > SHORT_CYCLE_ROWS) {
                stop(new StopReason.Stagnated(norm));
                return work;
            }
            cycle = Math.min(LONGEST_CYCLE, 2 * cycle);
            slowRestarts = 0;
        }
        begin();
        return work;
    }

    @Override
    void settle() {
        addCombination(d);
        fit.begin(norm);
    }

    private void addCombination(double[] into) {
        double[] y = fit.solution();
        if (y.length == 0) {
            return;
        }
        if (preconditioner.varies()) {
            for (int i = 0; i < y.length; i++) {
                vectors.axpy(y[i], directions[i], into);
            }
            return;
        }
        double[] sum = total == null ? new double[n] : total;
        total = sum;
        vectors.scale(y[0], basis[0], sum);
        for (int i = 1; i < y.length; i++) {
            vectors.axpy(y[i], basis[i], sum);
        }
        preconditioner.apply(sum, z);
        vectors.axpy(1.0, z, into);
    }

    @Override
    public double[] correction() {
        if (fit.size() == 0 || isStopped()) {
            return super.correction();
        }
        double[] present = combined == null ? new double[n] : combined;
        combined = present;
        System.arraycopy(d, 0, present, 0, n);
        addCombination(present);
        return present;
    }
}
