// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.MatrixClass;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is said of the error of x where nothing can be certified.
class EstimateTest {
    private static @Nullable ErrorBound bound(SolverEngine engine) {
        return engine.boundFor(engine.x(), TrueResidual.of(engine.system(), engine.x()));
    }

    private static RevisedUpdate delta(long revision, int i, double by) {
        return new RevisedUpdate(revision, CostUpdate.delta(SparseVector.adopt(new int[] {i}, new double[] {by})));
    }

    private static double error(SolverEngine engine) {
        double largest = 0.0;
        for (int i = 0; i < engine.x().size(); i++) {
            largest = Math.max(largest, Math.abs(engine.x().get(i) - Math.sin(i + 1)));
        }
        return largest;
    }

    @Test
    void conjugateGradientsEstimateItWhereNoCertificateHolds() {
        int below = 0;
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = MatrixClass.DEFINITE_NOT_DOMINANT.matrix(30 + random.nextInt(100), random);
            LinearSystem system = RandomSystems.manufactured(a);
            SolverEngine engine = Engines.open(system, Method.CG, PreconditionerKind.AUTO, Engines.options());
            RepairOutcome outcome = Engines.rest(engine).last();
            assertThat(outcome.stop().converged()).isTrue();
            assertThat(outcome.bound())
                    .as("a line without a kind tells certified bounds only")
                    .isNull();
            ErrorBound bound = bound(engine);
            assertThat(bound).isNotNull();
            assertThat(bound.kind()).isEqualTo(ErrorBound.Kind.ESTIMATE);
            assertThat(bound.certified()).isFalse();
            assertThat(bound.value()).isBetween(0.1 * error(engine), 1e4 * error(engine));
            below += bound.value() < error(engine) ? 1 : 0;
        }
        assertThat(below).isLessThanOrEqualTo(2);
    }

    @Test
    void anEstimateBelongsToOneXOfOneSystem() {
        CsrMatrix a = MatrixClass.DEFINITE_NOT_DOMINANT.matrix(80, new Random(2));
        LinearSystem system = RandomSystems.manufactured(a);
        SolverEngine engine = Engines.open(system, Method.CG, PreconditionerKind.AUTO, Engines.options());
        Engines.rest(engine);
        assertThat(bound(engine)).isNotNull();
        double[] other = engine.x().values().clone();
        other[3] += 1e-12;
        DenseVector moved = DenseVector.adopt(other);
        assertThat(engine.boundFor(moved, TrueResidual.of(system, moved))).isNull();
        engine.apply(delta(1, 5, 1.0));
        assertThat(bound(engine)).isNull();
        engine.advance(1);
        engine.advance(1);
        Engines.rest(engine);
        ErrorBound again = bound(engine);
        assertThat(again).isNotNull();
        assertThat(again.kind()).isEqualTo(ErrorBound.Kind.ESTIMATE);
    }

    @Test
    void aCertifiedBoundIsPreferred() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(15, 0.1));
        SolverEngine engine = Engines.open(system, Method.CG, PreconditionerKind.AUTO, Engines.options());
        Engines.rest(engine);
        ErrorBound bound = bound(engine);
        assertThat(bound).isNotNull();
        assertThat(bound.kind()).isEqualTo(ErrorBound.Kind.CERTIFIED);
    }

    @Test
    void otherMethodsEstimateNothing() {
        CsrMatrix a = MatrixClass.DEFINITE_NOT_DOMINANT.matrix(80, new Random(2));
        LinearSystem system = RandomSystems.manufactured(a);
        for (Method method : List.of(Method.GMRES, Method.MINRES)) {
            SolverEngine engine = Engines.open(system, method, PreconditionerKind.AUTO, Engines.options());
            Engines.rest(engine);
            assertThat(bound(engine)).isNull();
        }
    }

    @Test
    void aCertificateBoundsTheSpectrumFromBelow() {
        for (int k : new int[] {3, 8, 15}) {
            CsrMatrix grid = RandomSystems.grid(k, 0);
            Plan plan = new Plan(Method.CG, PreconditionerKind.IC, "asked for");
            CertificateSearch search =
                    new CertificateSearch(Execution.serial(), grid, true, Long.MAX_VALUE, plan, new RunCache(), 0);
            search.advance(Long.MAX_VALUE);
            Certificate certificate = search.result();
            assertThat(certificate).isNotNull();
            double least = 1 - Math.cos(Math.PI / (k + 1));
            assertThat(certificate.leastEigenvalue(grid, true)).isBetween(0.2 * least, least);
            assertThat(certificate.leastEigenvalue(grid, false)).isBetween(0.8 * least, 4 * least);
        }
    }
}
