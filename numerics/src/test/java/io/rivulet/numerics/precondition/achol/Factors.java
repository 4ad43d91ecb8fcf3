// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import java.util.Objects;
import java.util.SplittableRandom;

/// Makes factors and looks into them from outside.
final class Factors {
    private Factors() {}

    static Preconditioner of(CsrMatrix a, int copies, long seed) {
        return finish(ApproximateCholesky.setup(Execution.serial(), a, 1.0, copies, seed), Long.MAX_VALUE);
    }

    static Preconditioner finish(Setup setup, long units) {
        while (setup.result() == null) {
            assertThat(setup.failure()).isNull();
            assertThat(setup.advance(units)).isPositive();
        }
        assertThat(setup.advance(units)).isZero();
        return Objects.requireNonNull(setup.result());
    }

    static Setup.Failure failure(Setup setup) {
        while (setup.failure() == null) {
            assertThat(setup.result()).isNull();
            setup.advance(1000);
        }
        return Objects.requireNonNull(setup.failure());
    }

    static double[] apply(Preconditioner m, double[] r) {
        double[] z = new double[r.length];
        m.apply(r, z);
        return z;
    }

    static double[] random(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(n, -1.0, 1.0).toArray();
    }

    static double dot(double[] x, double[] y) {
        double sum = 0.0;
        for (int i = 0; i < x.length; i++) {
            sum = Math.fma(x[i], y[i], sum);
        }
        return sum;
    }

    /// M as a full matrix, from M⁻¹ of the unit vectors by elimination with pivoting. For few rows.
    static double[][] dense(Preconditioner m, int n) {
        double[][] work = new double[n][2 * n];
        for (int j = 0; j < n; j++) {
            double[] unit = new double[n];
            unit[j] = 1.0;
            double[] column = apply(m, unit);
            for (int i = 0; i < n; i++) {
                work[i][j] = column[i];
            }
            work[j][n + j] = 1.0;
        }
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k; i < n; i++) {
                pivot = Math.abs(work[i][k]) > Math.abs(work[pivot][k]) ? i : pivot;
            }
            double[] swap = work[k];
            work[k] = work[pivot];
            work[pivot] = swap;
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0.0 : work[i][k] / work[k][k];
                for (int j = k; j < 2 * n; j++) {
                    work[i][j] -= factor * work[k][j];
                }
            }
        }
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                inverse[i][j] = work[i][n + j] / work[i][i];
            }
        }
        return inverse;
    }
}
