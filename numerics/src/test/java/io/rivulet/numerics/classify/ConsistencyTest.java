// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SmallMatrices;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsistencyTest {
    private static Consistency check(CsrMatrix a, double... b) {
        return Consistency.check(new LinearSystem(a, DenseVector.copyOf(b)), Classifier.classify(a));
    }

    private static Consistency check(double[][] rows, double... b) {
        return check(SmallMatrices.dense(rows), b);
    }

    @Test
    void equalRowsWithUnequalRightHandSidesHaveNoSolution() {
        double[][] ones = {{1, 1}, {1, 1}};
        assertThat(check(ones, 1, 2)).isInstanceOfSatisfying(Consistency.Inconsistent.class, i -> {
            assertThat(Math.abs(i.imbalance())).isEqualTo(1.0);
            assertThat(i.component()).isZero();
        });
        assertThat(check(ones, 1, 1))
                .isInstanceOfSatisfying(
                        Consistency.Consistent.class,
                        c -> assertThat(c.warnings()).hasSize(1));
    }

    @Test
    void anUnsymmetricSingularMatrixIsFoundByItsRank() {
        double[][] rows = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
        assertThat(check(rows, 1, 1, 2)).isInstanceOfSatisfying(Consistency.Inconsistent.class, i -> {
            assertThat(i.why()).contains("rank is 2 of 3");
            // (1, −2, 1)/√6 spans the left null space.
            assertThat(i.imbalance()).isCloseTo(1 / Math.sqrt(6), within(1e-12));
        });
        assertThat(check(rows, 6, 15, 24)).isInstanceOf(Consistency.Consistent.class);
        assertThat(check(rows, 6, 15, 24 + 1e-13)).isInstanceOf(Consistency.Consistent.class);
    }

    @Test
    void aLaplacianNeedsABalancedRightHandSide() {
        CsrMatrix path = Gallery.generate(Gallery.parse("path_laplacian,n=1000"));
        double[] b = new double[1000];
        b[0] = 1;
        b[999] = -1;
        assertThat(check(path, b)).isInstanceOf(Consistency.Consistent.class);
        b[999] = -0.5;
        assertThat(check(path, b))
                .isInstanceOfSatisfying(
                        Consistency.Inconsistent.class,
                        i -> assertThat(i.imbalance()).isEqualTo(0.5));
    }

    @Test
    void eachComponentIsBalancedForItself() {
        double[][] rows = {{1, -1, 0, 0}, {-1, 1, 0, 0}, {0, 0, 1, -1}, {0, 0, -1, 1}};
        assertThat(check(rows, 1, -1, 2, -2)).isInstanceOf(Consistency.Consistent.class);
        assertThat(check(rows, 1, -1, 2, -1))
                .isInstanceOfSatisfying(
                        Consistency.Inconsistent.class,
                        i -> assertThat(i.component()).isEqualTo(2));
        assertThat(check(rows, 1, 0, -1, 0)).isInstanceOf(Consistency.Inconsistent.class);
    }

    @Test
    void aSystemThatHasASolutionIsNeverRefused() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(12);
            double scale = Math.scalb(1.0, random.nextInt(200) - 100);
            double[][] rows = new double[n][n];
            for (double[] row : rows) {
                for (int j = 0; j < n; j++) {
                    row[j] = scale * (random.nextInt(5) - 2);
                }
            }
            if (random.nextBoolean()) {
                rows[n - 1] = rows[0].clone();
            }
            CsrMatrix a = SmallMatrices.dense(rows);
            double[] x = random.doubles(n, -1, 1).toArray();
            double[] b = new double[n];
            a.multiply(x, b);
            assertThat(check(a, b)).as("seed %d", seed).isInstanceOf(Consistency.Consistent.class);
            if (java.util.Arrays.equals(rows[n - 1], rows[0])) {
                b[n - 1] += scale;
                assertThat(check(a, b)).as("seed %d", seed).isInstanceOf(Consistency.Inconsistent.class);
            }
        }
    }

    @Test
    void nearlySingularIsNotSingular() {
        double next = Math.nextUp(1.0);
        assertThat(check(new double[][] {{1, 1}, {1, next}}, 1, 2)).isInstanceOf(Consistency.Consistent.class);
        assertThat(check(new double[][] {{0x1p61, 1}, {1, 1}}, 1, 2)).isInstanceOf(Consistency.Consistent.class);
        assertThat(check(new double[][] {{0x1p31, 1}, {1, 1}}, 1, 2)).isInstanceOf(Consistency.Consistent.class);
        assertThat(check(new double[][] {{2147483629.0, 1}, {0, 1}}, 1, 2)).isInstanceOf(Consistency.Consistent.class);
    }

    @Test
    void imagesModuloAPrimeAreThoseOfTheExactNumber() {
        Random random = new Random(5);
        for (int prime : SmallRank.PRIMES) {
            BigInteger p = BigInteger.valueOf(prime);
            assertThat(p.isProbablePrime(60)).isTrue();
            for (int k = 0; k < 2_000; k++) {
                double v = k == 0 ? Double.MIN_VALUE : Double.longBitsToDouble(random.nextLong());
                if (!Double.isFinite(v)) {
                    continue;
                }
                BigInteger scaled = new java.math.BigDecimal(v)
                        .multiply(new java.math.BigDecimal(BigInteger.TWO.pow(1100)))
                        .toBigIntegerExact();
                BigInteger expected = scaled.multiply(BigInteger.TWO.modPow(BigInteger.valueOf(-1100), p))
                        .mod(p);
                assertThat(SmallRank.image(v, prime)).as("%s mod %d", v, prime).isEqualTo(expected.longValueExact());
            }
        }
    }

    @Test
    void theLargestSizeThatIsCheckedTakesLittleTime() {
        int n = SmallRank.MAX_ROWS;
        Random random = new Random(1);
        double[][] rows = new double[n][n];
        for (double[] row : rows) {
            for (int j = 0; j < n; j++) {
                row[j] = random.nextGaussian();
            }
        }
        rows[n - 1] = rows[0].clone();
        double[] b = random.doubles(n).toArray();
        long begun = System.nanoTime();
        assertThat(check(rows, b)).isInstanceOf(Consistency.Inconsistent.class);
        assertThat((System.nanoTime() - begun) / 1e9).isLessThan(5.0);
    }
}
