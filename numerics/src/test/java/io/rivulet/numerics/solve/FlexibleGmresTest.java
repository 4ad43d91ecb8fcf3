// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import org.junit.jupiter.api.Test;

/// GMRES with a preconditioner that is another one at every call.
class FlexibleGmresTest {
    private static final double TOLERANCE = 1e-10;

    /// Fewer than this are done before the first restart.
    private static final int RESTART = GmresRun.FIRST_CYCLE + 1;

    /// A few iterations of minres on A itself, more of them at every call: far from linear.
    private static final class Inner implements Preconditioner {
        private final CsrMatrix a;
        private final boolean admits;
        private int calls;

        Inner(CsrMatrix a, boolean admits) {
            this.a = a;
            this.admits = admits;
        }

        @Override
        public void apply(double[] r, double[] z) {
            calls++;
            Plan plan = new Plan(Method.MINRES, PreconditionerKind.NONE, "inner");
            RunGoal goal = new RunGoal(0.0, 2 + calls % 5);
            RepairRun run = RepairRuns.start(Execution.serial(), plan, a, r, goal, Proven.NOTHING, 0, new RunCache());
            while (run.advance(1_000_000).stopped() == null) {
                assertThat(calls).isPositive();
            }
            System.arraycopy(run.correction(), 0, z, 0, z.length);
        }

        @Override
        public boolean varies() {
            return admits;
        }

        @Override
        public long cost() {
            return 5L * a.nnz();
        }

        @Override
        public long sizeBytes() {
            return 0;
        }
    }

    private record Ran(int iterations, double relative, RepairRun run) {}

    private static Ran run(Preconditioner preconditioner, LinearSystem system, int limit) {
        double[] b = system.b().values();
        double size = new Vectors(Execution.serial(), b.length).norm2(b);
        RepairRun run = new GmresRun(
                SparseOperator.plain(Execution.serial(), system.a(), 1.0),
                b,
                new Setup.Finished(preconditioner),
                new RunGoal(TOLERANCE * size, limit));
        int iterations = 0;
        RepairRun.Progress progress;
        do {
            progress = run.advance(1);
            iterations += progress.iterations();
        } while (progress.stopped() == null);
        return new Ran(iterations, progress.updatedResidual() / size, run);
    }

    @Test
    void convergesInAsManyIterationsAsItsLeastSquaresResidualSays() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(30, 0));
        Ran plain = run(new Setup.Identity(), system, 1000);
        Ran flexible = run(new Inner(system.a(), true), system, 1000);
        assertThat(flexible.relative()).isLessThanOrEqualTo(TOLERANCE);
        assertThat(flexible.iterations()).isLessThan(RESTART).isLessThan(plain.iterations() / 3);
    }

    @Test
    void isNeededWhereThePreconditionerVaries() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(30, 0));
        Ran flexible = run(new Inner(system.a(), true), system, 30);
        Ran pretended = run(new Inner(system.a(), false), system, 30);
        assertThat(flexible.relative()).isLessThanOrEqualTo(TOLERANCE);
        assertThat(pretended.relative()).isGreaterThan(1e3 * TOLERANCE);
    }

    @Test
    void handsOutTheIterateOfTheMiddleOfACycle() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(12, 0));
        double[] b = system.b().values();
        Vectors vectors = new Vectors(Execution.serial(), b.length);
        RepairRun run = new GmresRun(
                SparseOperator.plain(Execution.serial(), system.a(), 1.0),
                b,
                new Setup.Finished(new Inner(system.a(), true)),
                new RunGoal(TOLERANCE * vectors.norm2(b), 1000));
        double[] residual = new double[b.length];
        RepairRun.Progress progress = run.advance(1);
        while (progress.stopped() == null) {
            system.a().multiply(run.correction(), residual);
            for (int i = 0; i < b.length; i++) {
                residual[i] = b[i] - residual[i];
            }
            double size = vectors.norm2(b);
            assertThat(vectors.norm2(residual) / size).isCloseTo(progress.updatedResidual() / size, within(1e-12));
            progress = run.advance(1);
        }
    }
}
