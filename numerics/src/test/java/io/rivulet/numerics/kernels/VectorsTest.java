// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {
    /// Bits of everything that [Vectors] does, in a row.
    private static long[] everything(Execution execution, int n, long seed) {
        Random random = new Random(seed);
        double[] a = Awkward.vector(n, random);
        double[] b = random.doubles(n, -1, 1).toArray();
        double[] c = random.doubles(n, -1, 1).toArray();
        double[] d = random.doubles(n, -1, 1).toArray();
        Vectors vectors = new Vectors(execution, n);
        double[] sums = new double[8];
        sums[0] = vectors.dot(a, b);
        sums[1] = vectors.norm2(b);
        sums[2] = vectors.dot2(b, c);
        vectors.axpy(0.3, a, b);
        vectors.xpby(b, -0.7, c);
        sums[3] = vectors.step(1.1, b, c, a, d);
        vectors.scale(0.9, d, d);
        sums[4] = vectors.weightedStep(0.4, c, b, a, d, c);
        sums[7] = vectors.weighted();
        vectors.productXpby(a, b, 0.8, d);
        vectors.product(c, d, a);
        vectors.axpyProduct(0.6, b, d, c);
        vectors.direction(0.2, 0.4, a, b, c);
        sums[5] = vectors.dot(c, d);
        sums[6] = vectors.dot2(a, c);
        double[] all = new double[4 * n + sums.length];
        double[][] parts = {a, b, c, d};
        for (int k = 0; k < 4; k++) {
            System.arraycopy(parts[k], 0, all, k * n, n);
        }
        System.arraycopy(sums, 0, all, 4 * n, sums.length);
        return Awkward.bits(all);
    }

    @Test
    void aProductIsAddedToTheBitsOfItsParts() {
        int n = 10_007;
        Vectors vectors = new Vectors(new Execution(Team.serial(), Kernels.scalar()), n);
        double[] p = Awkward.vector(n, new Random(1));
        double[] x = Awkward.vector(n, new Random(2));
        double[] y = Awkward.vector(n, new Random(3));
        double[] apart = y.clone();
        double[] z = new double[n];
        vectors.product(p, x, z);
        vectors.axpy(0.7, z, apart);
        vectors.axpyProduct(0.7, p, x, y);
        assertThat(Awkward.bits(y)).isEqualTo(Awkward.bits(apart));
    }

    @Test
    void aWeightedStepGivesTheBitsOfItsParts() {
        int n = 10_007;
        Vectors vectors = new Vectors(new Execution(Team.serial(), Kernels.scalar()), n);
        Random random = new Random(1);
        double[] w = random.doubles(n, -1, 1).toArray();
        double[] p = random.doubles(n, -1, 1).toArray();
        double[] q = random.doubles(n, -1, 1).toArray();
        double[] x = random.doubles(n, -1, 1).toArray();
        double[] r = random.doubles(n, -1, 1).toArray();
        double[] xApart = x.clone();
        double[] rApart = r.clone();
        double norm = vectors.weightedStep(0.7, p, q, x, r, w);
        double apart = vectors.step(0.7, p, q, xApart, rApart);
        assertThat(Double.doubleToLongBits(norm)).isEqualTo(Double.doubleToLongBits(apart));
        assertThat(Awkward.bits(x)).isEqualTo(Awkward.bits(xApart));
        assertThat(Awkward.bits(r)).isEqualTo(Awkward.bits(rApart));
        double[] z = new double[n];
        vectors.product(w, r, z);
        assertThat(Double.doubleToLongBits(vectors.weighted())).isEqualTo(Double.doubleToLongBits(vectors.dot(z, r)));
        double[] direction = p.clone();
        vectors.xpby(z, -0.3, direction);
        vectors.productXpby(w, r, -0.3, p);
        assertThat(Awkward.bits(p)).isEqualTo(Awkward.bits(direction));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 4_096, 8_191, 8_192, 8_193, 100_003})
    void everyTeamAndProviderGivesTheSameBits(int n) {
        long[] expected = everything(new Execution(Team.serial(), Kernels.scalar()), n, n);
        for (int width : new int[] {1, 2, 3, 5, 17, 64}) {
            try (ThreadTeam team = ThreadTeam.start(
                    width, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false)) {
                for (Kernels kernels : KernelProviders.all()) {
                    assertThat(everything(new Execution(team, kernels), n, n))
                            .as("n = %d, width %d, %s", n, width, kernels.provider())
                            .isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_097, 50_000})
    void aSumOfChunksIsAddedPairByPair(int n) {
        double[] x = new Random(n).doubles(n, -1, 1).toArray();
        double[] ones = new double[n];
        java.util.Arrays.fill(ones, 1.0);
        double[] chunk = new double[(n + 4095) / 4096];
        for (int k = 0; k < chunk.length; k++) {
            chunk[k] = Kernels.scalar().dot(x, ones, 4096 * k, Math.min(n, 4096 * k + 4096));
        }
        for (int left = chunk.length; left > 1; left = (left + 1) / 2) {
            for (int k = 0; 2 * k < left; k++) {
                chunk[k] = 2 * k + 1 < left ? chunk[2 * k] + chunk[2 * k + 1] : chunk[2 * k];
            }
        }
        assertThat(new Vectors(Execution.serial(), n).dot(x, ones)).isEqualTo(chunk[0]);
    }
}
