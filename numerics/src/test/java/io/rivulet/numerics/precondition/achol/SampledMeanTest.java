// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.linalg.CsrMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The factor is a sample; its mean over seeds is A.
class SampledMeanTest {
    private static final int SEEDS = 2000;

    /// Of the standard error of a mean: beyond it once in two million entries.
    private static final double SIGMAS = 5.0;

    /// What rounding of weights, 2⁻¹⁹ each, may add.
    private static final double ROUNDING = 1e-4;

    private static CsrMatrix matrix(String name) {
        Graphs complete = Graphs.of(6);
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < i; j++) {
                double weight = 1.0 + (5 * i + 3 * j) % 7;
                complete.edge(i, j, name.equals("signed") && (i + j) % 3 == 0 ? -weight : weight);
            }
        }
        return switch (name) {
            case "grounded" -> complete.ground(0, 2.0).ground(4, 0.5).matrix();
            case "signed" -> complete.ground(1, 1.0).matrix();
            case "wide" ->
                Graphs.grid(3, u -> Math.pow(10, 4 * u - 2), 3).groundAll(0.3).matrix();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @CsvSource({"grounded, 1", "grounded, 2", "signed, 1", "signed, 2", "signed, 3", "wide, 1", "wide, 2", "wide, 4"})
    void isTheMatrix(String name, int copies) {
        CsrMatrix a = matrix(name);
        int n = a.rows();
        double[][] sum = new double[n][n];
        double[][] squares = new double[n][n];
        for (int seed = 0; seed < SEEDS; seed++) {
            double[][] m = Factors.dense(Factors.of(a, copies, seed), n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    sum[i][j] += m[i][j];
                    squares[i][j] += m[i][j] * m[i][j];
                }
            }
        }
        boolean random = false;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double mean = sum[i][j] / SEEDS;
                double variance = Math.max(0.0, squares[i][j] / SEEDS - mean * mean);
                double size = Math.sqrt(a.get(i, i) * a.get(j, j));
                random |= variance > 1e-8 * size * size;
                assertThat(mean)
                        .as("entry (%d, %d)", i, j)
                        .isCloseTo(a.get(i, j), within(SIGMAS * Math.sqrt(variance / SEEDS) + ROUNDING * size));
            }
        }
        assertThat(random).as("something was sampled at all").isTrue();
    }
}
