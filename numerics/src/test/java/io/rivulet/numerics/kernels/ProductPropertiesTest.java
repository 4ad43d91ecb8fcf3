// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Awkward.Pattern;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is true of every matrix, within the roundings that are provably possible (γ_k = k·u/(1 − k·u)).
class ProductPropertiesTest {
    private static final int CASES = 300;
    private static final double U = 0x1p-53;

    private static double gamma(int k) {
        return k * U / (1 - k * U);
    }

    private static CsrMatrix matrix(Random random) {
        Pattern[] patterns = {Pattern.EVEN, Pattern.RAGGED, Pattern.HOLLOW, Pattern.CROSS};
        int n = 1 + random.nextInt(random.nextInt(10) == 0 ? 12_000 : 300);
        CsrMatrix a = Awkward.matrix(patterns[random.nextInt(patterns.length)], n, random);
        // Away from underflow, where relative roundings are no bound.
        double[] value = new double[a.nnz()];
        Arrays.setAll(value, _ -> random.nextGaussian() * Math.scalb(1.0, random.nextInt(-30, 30)));
        return a.withValues(value);
    }

    private static double[] vector(int n, Random random) {
        double[] x = new double[n];
        Arrays.setAll(x, _ -> random.nextGaussian() * Math.scalb(1.0, random.nextInt(-30, 30)));
        return x;
    }

    private static double[] times(CsrMatrix a, double[] x) {
        SparseOperator operator = SparseOperator.packed(Execution.serial(), a, 1.0, 0);
        operator.prepare();
        double[] y = new double[a.rows()];
        operator.multiply(x, y);
        return y;
    }

    private static CsrMatrix magnitudes(CsrMatrix a) {
        return a.withValues(Arrays.stream(a.value()).map(Math::abs).toArray());
    }

    private static double[] magnitudes(double[] x) {
        return Arrays.stream(x).map(Math::abs).toArray();
    }

    @Test
    void productsAreLinearButForTheRoundingsOfTheirTerms() {
        KernelProviders.all();
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = matrix(random);
            int n = a.rows();
            double[] x = vector(n, random);
            double[] y = vector(n, random);
            double alpha = random.nextGaussian();
            double beta = random.nextGaussian();
            double[] mixed = new double[n];
            double[] size = new double[n];
            for (int i = 0; i < n; i++) {
                mixed[i] = alpha * x[i] + beta * y[i];
                size[i] = Math.abs(alpha * x[i]) + Math.abs(beta * y[i]);
            }
            double[] left = times(a, mixed);
            double[] ofX = times(a, x);
            double[] ofY = times(a, y);
            double[] terms = times(magnitudes(a), size);
            for (int i = 0; i < n; i++) {
                int k = a.rowStart()[i + 1] - a.rowStart()[i];
                assertThat(Math.abs(left[i] - (alpha * ofX[i] + beta * ofY[i])))
                        .as("seed %d row %d", seed, i)
                        .isLessThanOrEqualTo(2 * gamma(k + 4) * terms[i]);
            }
        }
    }

    @Test
    void theTransposeIsTheAdjointButForTheRoundingsOfTheirTerms() {
        KernelProviders.all();
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(1_000 + seed);
            CsrMatrix a = matrix(random);
            int n = a.rows();
            double[] x = vector(n, random);
            double[] y = vector(n, random);
            Vectors vectors = new Vectors(Execution.serial(), n);
            double left = vectors.dot(times(a, x), y);
            double right = vectors.dot(x, times(a.transpose(), y));
            double terms = vectors.dot(times(magnitudes(a), magnitudes(x)), magnitudes(y));
            assertThat(Math.abs(left - right)).as("seed %d", seed).isLessThanOrEqualTo(2 * gamma(2 * n + 4) * terms);
        }
    }
}
