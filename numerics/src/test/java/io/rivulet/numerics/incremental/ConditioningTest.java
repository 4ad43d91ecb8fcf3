// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.RealMatrices;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditioningTest {
    private static SolverEngine solved(CsrMatrix a, double[] b, Method method, PreconditionerKind preconditioner) {
        LinearSystem system = new LinearSystem(a, DenseVector.adopt(b));
        SolverEngine engine = Engines.open(system, method, preconditioner, Engines.options());
        Engines.rest(engine);
        return engine;
    }

    private static double[] random(int n) {
        return new Random(5).doubles(n, -1, 1).toArray();
    }

    /// The references are those of SciPy and of exact arithmetic in `reference.json`.
    @ParameterizedTest
    @CsvSource({"west0067.mtx, 429", "1138_bus.mtx, 1.2e7"})
    void factorsOfEitherKindTellTheOneNorm(String name, double reference) throws IOException {
        CsrMatrix a = RealMatrices.read(name);
        SolverEngine engine = solved(a, random(a.rows()), Method.HYBRID, PreconditionerKind.AUTO);
        assertThat(engine.conditioning()).isInstanceOfSatisfying(Conditioning.Estimate.class, estimate -> {
            assertThat(estimate.norm()).isEqualTo("1");
            assertThat(estimate.value()).isBetween(0.3 * reference, 1.5 * reference);
        });
    }

    @Test
    void aCertificateBoundsItFromAbove() {
        CsrMatrix a = Gallery.generate(Gallery.parse("grid_plus_leak,nx=70,ny=70,leak=0.02"));
        double[] ones = new double[a.rows()];
        Arrays.fill(ones, 1.0);
        SolverEngine engine = solved(a, ones, Method.CG, PreconditionerKind.JACOBI);
        // The inverse of an M-matrix has no negative entry, so its largest row sum is the largest entry of A⁻¹·e.
        double exact = 8.02 * Arrays.stream(engine.x().values()).max().orElseThrow();
        assertThat(engine.conditioning()).isInstanceOfSatisfying(Conditioning.AtMost.class, bound -> {
            assertThat(bound.norm()).isEqualTo("inf");
            assertThat(bound.value()).isBetween(exact * (1 - 1e-6), 100 * exact);
        });
    }

    /// numpy.linalg.eigvalsh gives 6.8e7 / 7102 for the eigenvalues of this stiffness matrix, which nothing certifies.
    @Test
    void conjugateGradientsBoundItFromBelowWhereNothingElseTells() throws IOException {
        CsrMatrix a = RealMatrices.read("bcsstk09.mtx");
        SolverEngine engine = solved(a, random(a.rows()), Method.CG, PreconditionerKind.JACOBI);
        assertThat(engine.conditioning()).isInstanceOfSatisfying(Conditioning.AtLeast.class, least -> {
            assertThat(least.norm()).isEqualTo("2");
            assertThat(least.value()).isBetween(100.0, 9519.0);
        });
    }

    @Test
    void aSingularMatrixHasNone() {
        CsrMatrix a = Gallery.generate(Gallery.parse("path_laplacian,n=6"));
        SolverEngine engine = solved(a, new double[] {1, -1, 2, -2, 0, 0}, Method.HYBRID, PreconditionerKind.AUTO);
        assertThat(engine.conditioning()).isInstanceOf(Conditioning.Unknown.class);
        assertThat(Conditioning.of(a, null, null, Double.NaN)).isInstanceOf(Conditioning.Unknown.class);
    }
}
