// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The estimate beside all that the engine holds after each turn of a solve, of a change, and of what follows it.
class MemoryEstimateTest {
    private static final double SLACK = 1.3;

    private static final long TURN = 500_000;

    private record Opened(SolverEngine engine, long estimate, String method) {
        static Opened of(String recipe, PreconditionerKind kind) {
            CsrMatrix a = Gallery.generate(Gallery.parse(recipe));
            double[] b = new Random(1).doubles(a.rows(), -1, 1).toArray();
            LinearSystem system = new LinearSystem(a, DenseVector.adopt(b));
            Classification c = Classifier.classify(a);
            Plan plan = ((Planned.Ok) Planner.plan(system, c, Method.HYBRID, kind)).plan();
            EngineOptions options =
                    new EngineOptions(1e-8, 0.0, null, 10_000, 0, new XSelection.TopChanges(16), 0.0, 1);
            return new Opened(
                    SolverEngine.open(Execution.serial(), system, c, plan, options, null),
                    MemoryEstimate.of(c, plan),
                    plan.method() + " with " + plan.preconditioner());
        }
    }

    /// @param most bytes after any turn
    private record Held(long most, long estimate, String method) {
        static Held of(String recipe, PreconditionerKind kind) throws IllegalAccessException {
            Opened opened = Opened.of(recipe, kind);
            long most = 0;
            for (long revision = 1; revision <= 2; revision++) {
                boolean busy = true;
                while (busy) {
                    busy = opened.engine().advance(TURN).busy();
                    most = Math.max(most, HeldBytes.of(opened.engine()));
                }
                SparseVector one = SparseVector.adopt(new int[] {7}, new double[] {1});
                opened.engine().apply(new RevisedUpdate(revision, CostUpdate.delta(one)));
            }
            return new Held(most, opened.estimate(), opened.method());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "random_dd,n=50000,nnz_per_row=6,alpha=0.9,seed=1 AUTO",
                "random_dd,n=30000,nnz_per_row=20,alpha=0.9,seed=1 AUTO",
                "random_dd,n=50000,nnz_per_row=6,alpha=0.99,seed=1 AUTO",
                "random_dd,n=50000,nnz_per_row=6,alpha=0.4,seed=1 AUTO",
                "random_dd,n=40000,nnz_per_row=6,alpha=0.9,symmetric=true,seed=1 AUTO",
                "poisson2d,nx=220,ny=220 AUTO",
                "poisson3d,nx=36,ny=36,nz=36 AUTO",
                "grid_plus_leak,nx=220,ny=220,leak=0.1 AUTO",
                "poisson2d,nx=220,ny=220 IC",
                "poisson3d,nx=36,ny=36,nz=36 IC",
                "poisson2d,nx=220,ny=220 APPROX_CHOLESKY",
                "poisson3d,nx=36,ny=36,nz=36 APPROX_CHOLESKY",
                "poisson2d,nx=220,ny=220 JACOBI"
            })
    void isNotBelowWhatIsHeldAndLittleAbove(String recipe, PreconditionerKind kind) throws IllegalAccessException {
        Held held = Held.of(recipe, kind);
        assertThat(held.estimate()).as("%s by %s", recipe, held.method()).isBetween(held.most(), (long)
                (SLACK * held.most()));
    }

    @Test
    void isNeitherAboveWhatAnyMethodMayTakeNorBelowTheLeast() {
        for (String recipe : new String[] {"poisson2d,nx=220,ny=220", "random_dd,n=50000,nnz_per_row=6,alpha=0.9"}) {
            CsrMatrix a = Gallery.generate(Gallery.parse(recipe));
            Classification c = Classifier.classify(a);
            double[] b = new double[a.rows()];
            Arrays.fill(b, 1.0);
            Plan plan = ((Planned.Ok) Planner.plan(
                            new LinearSystem(a, DenseVector.adopt(b)), c, Method.HYBRID, PreconditionerKind.AUTO))
                    .plan();
            assertThat(MemoryEstimate.of(c, plan))
                    .isBetween(MemoryEstimate.least(a.rows(), a.nnz()), SolverEngine.estimateBytes(a.rows(), a.nnz()));
        }
    }
}
