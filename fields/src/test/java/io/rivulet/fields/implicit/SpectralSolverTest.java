// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.fields.grid.Boundary;
import io.rivulet.fields.random.SplitMix64;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpectralSolverTest {
    static Stream<Arguments> systems() {
        return Arrays.stream(Boundary.values())
                .flatMap(boundary -> Stream.of(4, 5, 8, 13, 16, 31, 32, 64)
                        .flatMap(n -> Stream.of(0.01, 0.18, 25.0, 1000.0).map(c -> Arguments.of(n, boundary, c))));
    }

    /// ‖u − A⁻¹b‖∞ ≤ ‖b − A·u‖∞, as A is dominant by 1.
    @ParameterizedTest
    @MethodSource("systems")
    void solvesToRounding(int n, Boundary boundary, double c) {
        SplitMix64 random = SplitMix64.seeded(n);
        double[] b = new double[n * n];
        for (int k = 0; k < b.length; k++) {
            b[k] = random.nextNormal();
        }
        double[] u = b.clone();
        SpectralSolver solver = new SpectralSolver(n, boundary, c);
        solver.solve(u);
        CsrMatrix a = DiffusionMatrix.of(n, boundary, c);
        double[] back = new double[b.length];
        a.multiply(u, back);
        double rounding =
                64 * Math.ulp(1 + 8 * c) * Arrays.stream(b).map(Math::abs).max().orElseThrow();
        assertThat(back).containsExactly(b, within(rounding));
    }

    @Test
    void aMatrixHasTheLaplacianOfTheExplicitEngineAtItsEdges() {
        CsrMatrix periodic = DiffusionMatrix.of(4, Boundary.PERIODIC, 2);
        assertThat(periodic.get(0, 0)).isEqualTo(9);
        assertThat(periodic.get(0, 3)).isEqualTo(-2);
        assertThat(periodic.get(0, 12)).isEqualTo(-2);
        CsrMatrix neumann = DiffusionMatrix.of(4, Boundary.NEUMANN, 2);
        assertThat(neumann.get(0, 0)).isEqualTo(5);
        assertThat(neumann.get(1, 1)).isEqualTo(7);
        assertThat(neumann.get(0, 3)).isZero();
        CsrMatrix dirichlet = DiffusionMatrix.of(4, Boundary.DIRICHLET, 2);
        assertThat(dirichlet.get(0, 0)).isEqualTo(9);
        assertThat(dirichlet.get(0, 3)).isZero();
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void aTransformIsItsDefinition(int n) {
        SplitMix64 random = SplitMix64.seeded(n);
        double[] re = new double[n];
        double[] im = new double[n];
        for (int k = 0; k < n; k++) {
            re[k] = random.nextNormal();
            im[k] = random.nextNormal();
        }
        double[] expectedRe = new double[n];
        double[] expectedIm = new double[n];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                double angle = -2 * Math.PI * ((long) j * k % n) / n;
                expectedRe[k] += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
                expectedIm[k] += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
            }
        }
        new Fft(n).forward(re, im);
        assertThat(re).containsExactly(expectedRe, within(1e-12 * n));
        assertThat(im).containsExactly(expectedIm, within(1e-12 * n));
    }

    static Stream<Integer> lengths() {
        return Stream.of(1, 2, 3, 4, 7, 8, 10, 13, 64, 130);
    }
}
