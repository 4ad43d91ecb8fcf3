// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.RealMatrices;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real matrix that turns out to be singular when it is eliminated, as it stands in its file: the pattern of
/// bcspwr10 with ones.
class SingularMatrixTest {
    private static EngineOptions options(double tolerance) {
        return new EngineOptions(tolerance, 0.0, null, 100_000, 0, new XSelection.None(), 0.0, 1);
    }

    private static DenseVector random(int n) {
        return DenseVector.adopt(new Random(1).doubles(n, -1, 1).toArray());
    }

    /// Hybrid finds that out, and then takes no longer over the rest than the method that can tell.
    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 1e-8})
    void withoutASolutionEndsAsSingularAfterAtMostTwiceTheWorkOfTheMethodThatCanTell(double tolerance)
            throws IOException {
        CsrMatrix a = RealMatrices.read("bcspwr10.mtx");
        LinearSystem system = new LinearSystem(a, random(a.rows()));
        SolverEngine able = Engines.open(system, Method.MINRES, PreconditionerKind.AUTO, options(tolerance));
        Engines.Told alone = Engines.rest(able);
        assertThat(alone.last().stop()).isInstanceOf(StopReason.Stagnated.class);
        SolverEngine hybrid = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, options(tolerance));
        Engines.Told told = Engines.rest(hybrid);
        assertThat(told.last().stop())
                .isInstanceOfSatisfying(
                        StopReason.Breakdown.class,
                        singular -> assertThat(singular.quantity()).startsWith("pivot of row "));
        assertThat(told.last().bound()).isNull();
        assertThat(told.work()).isLessThanOrEqualTo(2 * alone.work());
        double residual = TrueResidual.of(system, hybrid.x()).relative();
        assertThat(residual).isGreaterThan(tolerance).isLessThan(0.1);
        assertThat(told.last().relativeResidual())
                .isCloseTo(residual, org.assertj.core.data.Percentage.withPercentage(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 1e-6})
    void withASolutionIsStillSolved(double tolerance) throws IOException {
        CsrMatrix a = RealMatrices.read("bcspwr10.mtx");
        double[] b = new double[a.rows()];
        a.multiply(random(a.rows()).values(), b);
        LinearSystem system = new LinearSystem(a, DenseVector.adopt(b));
        SolverEngine hybrid = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, options(tolerance));
        assertThat(Engines.rest(hybrid).last().stop().converged()).isTrue();
        assertThat(TrueResidual.of(system, hybrid.x()).relative()).isLessThanOrEqualTo(tolerance);
    }
}
