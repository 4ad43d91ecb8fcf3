// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CoarseSolveTest {
    /// A path of n vertices with weights 1 and what its rows sum to.
    private static CoarseSolve path(int n, double[] slack) {
        int[] start = new int[n + 1];
        int[] column = new int[3 * n - 2];
        float[] value = new float[3 * n - 2];
        float[] diagonal = new float[n];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - 1); j <= Math.min(n - 1, i + 1); j++) {
                column[at] = j;
                diagonal[i] += j == i ? 0 : 1;
                value[at++] = j == i ? 0 : -1;
            }
            start[i + 1] = at;
        }
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        Level level = new Level(new FloatRows(n, n, start, column, value), diagonal, ones, 2);
        CoarseSolve solve = new CoarseSolve(level, slack);
        while (!solve.done()) {
            solve.advance(10);
        }
        return solve;
    }

    @Test
    void aNearlySingularMatrixIsFactoredToAllDigits() {
        double[] slack = new double[50];
        slack[20] = 1e-25;
        CoarseSolve solve = path(50, slack);
        float[] x = new float[50];
        float[] b = new float[50];
        b[3] = 1e-6f;
        solve.solve(b, x);
        for (float entry : x) {
            assertThat((double) entry).isBetween(0.9999e19, 1.0001e19);
        }
    }

    @Test
    void aSingularOneGivesTheSolutionWithoutNullVector() {
        CoarseSolve solve = path(50, new double[50]);
        float[] x = new float[50];
        float[] b = new float[50];
        b[0] = 1;
        b[49] = -1;
        solve.solve(b, x);
        for (int i = 0; i < 50; i++) {
            assertThat(x[i]).isBetween(24.49f - i, 24.51f - i);
        }
        Arrays.fill(b, 1);
        solve.solve(b, x);
        for (float entry : x) {
            assertThat(Math.abs(entry)).isLessThan(1e-10f);
        }
    }

    @Test
    void aNegativePivotIsAFailure() {
        double[] slack = new double[50];
        slack[20] = -1e-3;
        CoarseSolve solve = new CoarseSolve(
                new Level(
                        new FloatRows(1, 1, new int[] {0, 1}, new int[] {0}, new float[] {1}),
                        new float[] {1},
                        new double[] {1},
                        2),
                new double[] {-1e-3});
        solve.advance(1000);
        assertThat(solve.failure()).isNotNull();
    }
}
