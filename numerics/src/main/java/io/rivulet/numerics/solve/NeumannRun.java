// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;

/// The series d = Σ Gᵏ·D⁻¹·r with G = I − D⁻¹A, term by term: converges iff ρ(G) < 1. With α = ‖G‖∞ < 1 the number of
/// terms that is enough is known beforehand: ‖D⁻¹·residual‖∞ falls by α or more a term.
/// **Cost** one product a term, 4 vectors; the residual is updated and confirmed by a true one.
/// **Errors** a series that its own bound says must have met the target, and has not, is at the end of what rounding
/// allows: [StopReason.Stagnated].
final class NeumannRun extends IterativeRun {
    private static final double DIVERGENCE = 1e4;
    private static final double PROVEN_DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.999;

    private final double[] term;
    private final double[] product;
    private double alpha = Double.NaN;
    private long enough = Long.MAX_VALUE;

    NeumannRun(SparseOperator a, double[] r, boolean converges, RunGoal goal) {
        super(
                a,
                r,
                Setup.jacobi(a.execution(), a.matrix(), a.sign()),
                goal,
                converges ? PROVEN_DIVERGENCE : DIVERGENCE,
                PROGRESS);
        term = new double[n];
        product = new double[n];
    }

    @Override
    void begin() {
        if (Double.isNaN(alpha)) {
            alpha = RowRatios.of(a.matrix(), 1.0).alpha();
        }
        preconditioner.apply(residual, term);
        enough = iteration + terms();
    }

    /// Terms after which ‖residual‖₂ <= (Σ a_ii²)^½ · ‖D⁻¹·residual‖∞ meets the target in exact arithmetic.
    private long terms() {
        if (!(alpha < 1)) {
            return Long.MAX_VALUE / 2;
        }
        double largest = 0.0;
        double length = 0.0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(term[i]));
            length = Math.hypot(length, a.matrix().get(i, i));
        }
        return (long) Math.ceil(Math.max(0.0, bound(length * largest, goal.target(), alpha)));
    }

    /// Smallest k with first·αᵏ <= target.
    static double bound(double first, double target, double alpha) {
        if (first <= target) {
            return 0.0;
        }
        return alpha == 0 ? 1.0 : Math.log(target / first) / Math.log(alpha);
    }

    @Override
    long iterate() {
        vectors.axpy(1.0, term, d);
        a.multiply(term, product);
        vectors.axpy(-1.0, product, residual);
        norm = vectors.norm2(residual);
        long work = a.nnz() + 2L * n;
        if (norm <= goal.target()) {
            return work + confirm();
        }
        if (iteration > enough) {
            stop(new StopReason.Stagnated(norm));
            return work;
        }
        preconditioner.apply(residual, term);
        return work;
    }

    @Override
    boolean steady() {
        return true;
    }
}
