// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Team;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Pivots, factors and what is left of a front, multiplied out again, must give the front.
class FrontEliminationTest {
    private static double[][] matrix(int n, boolean symmetric, Random random) {
        double[][] a = new double[n][n];
        double zeros = random.nextDouble();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double v = random.nextDouble() < zeros ? 0 : random.nextGaussian() * Math.pow(10, random.nextInt(4));
                a[i][j] = v;
                if (symmetric && j <= i) {
                    a[j][i] = v;
                }
            }
        }
        return a;
    }

    private static Front load(double[][] a) {
        Front front = new Front(Team.serial());
        front.open(a.length);
        for (int j = 0; j < a.length; j++) {
            front.clear(j, 0);
            for (int i = 0; i < a.length; i++) {
                front.column(j)[i] = a[i][j];
            }
        }
        return front;
    }

    private static int[] names(int n) {
        int[] names = new int[n];
        Arrays.setAll(names, i -> i);
        return names;
    }

    private static void run(Elimination elimination) {
        while (!elimination.finished()) {
            elimination.step();
        }
    }

    private static double unit(double[] packed, int rows, int pivots, int i, int k) {
        return k >= pivots || i < k ? 0 : i == k ? 1 : packed[Trapezoid.base(rows, k) + i];
    }

    private static void compare(
            double[][] a, Front front, FrontFactors.Block block, boolean symmetric, String message) {
        int n = a.length;
        int pivots = block.pivots();
        double size = 1;
        for (double[] r : a) {
            for (double v : r) {
                size = Math.max(size, Math.abs(v));
            }
        }
        double error = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < pivots; k++) {
                    double l = unit(block.lower(), n, pivots, i, k);
                    sum += l * block.diagonal()[k] * unit(block.upper(), n, pivots, j, k);
                    if (block.tie().length > 0 && block.tie()[k] != 0) {
                        sum += l * block.tie()[k] * unit(block.upper(), n, pivots, j, k + 1);
                        sum += unit(block.lower(), n, pivots, i, k + 1)
                                * block.tie()[k]
                                * unit(block.upper(), n, pivots, j, k);
                    }
                }
                if (i >= pivots && j >= pivots) {
                    sum += front.column(symmetric ? Math.min(i, j) : j)[symmetric ? Math.max(i, j) : i];
                }
                error = Math.max(error, Math.abs(sum - a[block.row()[i]][block.column()[j]]));
            }
        }
        assertThat(error).as(message).isLessThanOrEqualTo(1e-10 * size);
    }

    @Test
    void theFactorsAndTheRestOfASymmetricFrontGiveItBack() {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(seed % 10 == 0 ? 150 : 12);
            double[][] a = matrix(n, true, random);
            int candidates = 1 + random.nextInt(n);
            Front front = load(a);
            int[] names = names(n);
            Elimination elimination = new SymmetricElimination(front, names, candidates, candidates == n);
            run(elimination);
            FrontFactors.Block block = elimination.pack(names, names);
            assertThat(block.pivots()).isEqualTo(elimination.eliminated());
            assertThat(elimination.delayed()).isEqualTo(candidates - block.pivots());
            compare(a, front, block, true, "seed " + seed);
            if (candidates < n) {
                bounded(block.lower());
            }
        }
    }

    @Test
    void theFactorsAndTheRestOfAnyFrontGiveItBack() {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(seed % 10 == 0 ? 150 : 12);
            double[][] a = matrix(n, false, random);
            int candidates = 1 + random.nextInt(n);
            Front front = load(a);
            int[] rows = names(n);
            int[] columns = names(n);
            Elimination elimination = new GeneralElimination(front, rows, columns, candidates, candidates == n);
            run(elimination);
            FrontFactors.Block block = elimination.pack(rows, columns);
            compare(a, front, block, false, "seed " + seed);
            bounded(block.lower());
        }
    }

    /// No multiplier is larger than the threshold allows; pivots of two columns have a bound of the same kind.
    private static void bounded(double[] lower) {
        double most = Arrays.stream(lower).map(Math::abs).max().orElse(0);
        assertThat(most).isLessThanOrEqualTo(1.0001 / Elimination.THRESHOLD);
    }

    @Test
    void aZeroDiagonalIsEliminatedByPairs() {
        int n = 70;
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i += 2) {
            a[i][i + 1] = 1 + i;
            a[i + 1][i] = 1 + i;
        }
        Front front = load(a);
        int[] names = names(n);
        Elimination elimination = new SymmetricElimination(front, names, n, true);
        run(elimination);
        FrontFactors.Block block = elimination.pack(names, names);
        assertThat(block.pivots()).isEqualTo(n);
        assertThat(block.tie()).isNotEmpty();
        compare(a, front, block, true, "pairs");
    }

    @Test
    void whatHasNoSafePivotStaysBehind() {
        double[][] a = {{1e-8, 0, 5}, {0, 3, 1}, {5, 1, 2}};
        for (boolean symmetric : new boolean[] {true, false}) {
            Front front = load(a);
            int[] rows = names(3);
            int[] columns = names(3);
            Elimination elimination = symmetric
                    ? new SymmetricElimination(front, rows, 2, false)
                    : new GeneralElimination(front, rows, columns, 2, false);
            run(elimination);
            assertThat(elimination.eliminated()).isEqualTo(1);
            assertThat(elimination.delayed()).isEqualTo(1);
            assertThat(rows).startsWith(1, 0);
        }
    }

    @Test
    void aSingularLastFrontLeavesWhatIsZero() {
        double[][] a = {{1, 2, 4}, {2, 4, 8}, {4, 8, 16}};
        int[] names = names(3);
        Elimination symmetric = new SymmetricElimination(load(a), names, 3, true);
        run(symmetric);
        assertThat(symmetric.delayed()).isEqualTo(2);
        Elimination general = new GeneralElimination(load(a), names(3), names(3), 3, true);
        run(general);
        assertThat(general.delayed()).isEqualTo(2);
    }
}
