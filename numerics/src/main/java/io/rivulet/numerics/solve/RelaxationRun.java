// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.ColouredSweep;
import io.rivulet.numerics.precondition.Setup;

/// d ← d + (D/ω + L)⁻¹·(r − A·d), the rows taken colour by colour: Gauss–Seidel with ω = 1, else SOR with the ω of a
/// [Overrelaxation].
/// **Cost** one sweep and one product an iteration, 4 vectors; the residual is a true one at every iteration.
/// **Source** Young 1971; Saad 2003, §4.1, §12.4 (multicolouring).
final class RelaxationRun extends IterativeRun {
    private static final double DIVERGENCE = 1e4;
    private static final double PROVEN_DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.999;

    private final Overrelaxation relaxation;
    private final double[] z;

    /// `setup` makes a [ColouredSweep]; `converges` says that it is proved to with ω = 1.
    RelaxationRun(
            SparseOperator a, double[] r, Setup setup, Overrelaxation relaxation, boolean converges, RunGoal goal) {
        super(a, r, setup, goal, converges ? PROVEN_DIVERGENCE : DIVERGENCE, PROGRESS);
        this.relaxation = relaxation;
        this.z = new double[n];
    }

    @Override
    void begin() {
        relaxation.begin(a.matrix());
    }

    @Override
    long iterate() {
        double before = norm;
        sweep(goal.step() * relaxation.omega());
        vectors.axpy(1.0, z, d);
        long work = preconditioner.cost() + recompute() + n;
        if (norm <= goal.target()) {
            stop(new StopReason.ResidualMet(norm));
        } else {
            relaxation.observe(norm / before);
        }
        return work;
    }

    private void sweep(double omega) {
        if (preconditioner instanceof ColouredSweep coloured) {
            coloured.sweep(omega, residual, z);
        } else {
            throw new IllegalStateException("no sweep: " + preconditioner);
        }
    }

    @Override
    boolean steady() {
        return !relaxation.grows();
    }
}
