// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Setup;
import io.rivulet.numerics.precondition.achol.ApproximateCholesky;
import io.rivulet.numerics.precondition.amg.AmgSetup;

/// Makes the run that a plan names.
public final class RepairRuns {
    /// ω of the preconditioner SSOR.
    private static final double SSOR_OMEGA = 1.0;

    private RepairRuns() {}

    /// A run on A·d = r; `r` is copied, A must not change while the run is in use. `matrixVersion` tells `cache`
    /// whether A is still the same, `proven` what is known of it.
    /// **Errors** HYBRID throws [IllegalArgumentException]: the policy has decided by now; so does dense LU beyond
    /// 2000 rows.
    public static RepairRun start(
            Execution execution,
            Plan plan,
            CsrMatrix a,
            double[] r,
            RunGoal goal,
            Proven proven,
            long matrixVersion,
            RunCache cache) {
        cache.keepOnly(plan);
        SparseOperator operator = operator(execution, plan, a, matrixVersion, cache);
        return switch (plan.method()) {
            case JACOBI -> new JacobiRun(operator, r, proven.hMatrix(), goal);
            case GAUSS_SEIDEL, SOR -> {
                boolean growing = plan.method() == Method.SOR && proven.definite();
                Setup coloured = cache.setup(plan, matrixVersion, () -> Setup.coloured(execution, a));
                boolean converges = proven.hMatrix() || proven.definite();
                Overrelaxation relaxation = growing ? Overrelaxation.growing() : Overrelaxation.none();
                yield new RelaxationRun(operator, r, coloured, relaxation, converges, goal);
            }
            case CHEBYSHEV -> {
                boolean scaled = plan.preconditioner() == PreconditionerKind.JACOBI;
                yield new ChebyshevRun(operator, r, setup(plan, operator, matrixVersion, cache), scaled, goal);
            }
            case NEUMANN -> new NeumannRun(operator, r, proven.hMatrix(), goal);
            case MINRES -> {
                Setup setup = plan.preconditioner() == PreconditionerKind.JACOBI
                        ? cache.setup(plan, matrixVersion, () -> Setup.absoluteJacobi(execution, a))
                        : setup(plan, operator, matrixVersion, cache);
                yield new MinresRun(operator, r, setup, goal);
            }
            case CG ->
                new ConjugateGradientRun(
                        operator, r, setup(plan, operator, matrixVersion, cache), proven.least(), goal);
            case BICGSTAB -> new BiCgStabRun(operator, r, setup(plan, operator, matrixVersion, cache), goal);
            case GMRES -> new GmresRun(operator, r, setup(plan, operator, matrixVersion, cache), goal);
            case PUSH -> new PushRun(operator, r, proven.definite(), goal);
            case RANDOM_WALK -> new RandomWalkRun(operator, r, goal);
            case DENSE_LU -> {
                if (a.rows() > RefinementRun.MAX_DENSE_ROWS) {
                    throw new IllegalArgumentException("dense LU of " + a.rows() + " rows");
                }
                Setup factors = cache.setup(plan, matrixVersion, () -> Setup.dense(a));
                yield new RefinementRun(operator, r, factors, goal);
            }
            case SPARSE_LDL, SPARSE_LU -> new SparseDirectRun(operator, r, goal, plan, matrixVersion, cache);
            case TRIANGULAR -> new TriangularRun(operator, r, isLower(a), goal);
            case HYBRID -> throw new IllegalArgumentException("the plan still says hybrid");
        };
    }

    /// A, or −A for methods that follow the plan's sign; those that read it a few times read it as it is.
    private static SparseOperator operator(Execution execution, Plan plan, CsrMatrix a, long version, RunCache cache) {
        double sign = plan.negated() ? -1.0 : 1.0;
        return switch (plan.method()) {
            case DENSE_LU, SPARSE_LDL, SPARSE_LU, TRIANGULAR, HYBRID -> SparseOperator.plain(execution, a, 1.0);
            case JACOBI, GAUSS_SEIDEL, SOR, NEUMANN, PUSH, RANDOM_WALK -> cache.operator(execution, a, 1.0, version);
            case CHEBYSHEV, MINRES, CG, BICGSTAB, GMRES -> cache.operator(execution, a, sign, version);
        };
    }

    private static Setup setup(Plan plan, SparseOperator operator, long version, RunCache cache) {
        CsrMatrix a = operator.matrix();
        double sign = operator.sign();
        return switch (plan.preconditioner()) {
            case NONE -> Setup.none();
            case JACOBI -> cache.setup(plan, version, () -> Setup.jacobi(operator.execution(), a, sign));
            case SSOR -> cache.setup(plan, version, () -> Setup.ssor(a, sign, SSOR_OMEGA));
            case ILU -> cache.setup(plan, version, () -> Setup.ilu0(a, sign));
            case IC -> cache.setup(plan, version, () -> Setup.ic0(a, sign));
            case AMG -> cache.setup(plan, a, version, () -> new AmgSetup(operator.execution(), a, sign));
            case APPROX_CHOLESKY ->
                cache.setup(plan, version, () -> ApproximateCholesky.setup(operator.execution(), a, sign));
            case AUTO -> throw new IllegalArgumentException("the plan still says auto");
        };
    }

    private static boolean isLower(CsrMatrix a) {
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                if (a.column()[k] > i && a.value()[k] != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
