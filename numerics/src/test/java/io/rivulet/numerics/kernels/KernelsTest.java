// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelsTest {
    private static final double U = 0x1p-53;

    /// The definition, word for word: lanes, tree, rest.
    private static double definedDot(double[] x, double[] y, int from, int to) {
        double[] lane = new double[8];
        int full = (to - from) / 8 * 8;
        for (int k = 0; k < full; k++) {
            lane[k % 8] = Math.fma(x[from + k], y[from + k], lane[k % 8]);
        }
        double rest = 0;
        for (int i = from + full; i < to; i++) {
            rest = Math.fma(x[i], y[i], rest);
        }
        for (int width = 1; width < 8; width *= 2) {
            for (int k = 0; k < 8; k += 2 * width) {
                lane[k] += lane[k + width];
            }
        }
        return lane[0] + rest;
    }

    /// A profile of the build that is about other kernels than this JVM would choose names them.
    @Test
    void thisBuildTestsTheKernelsThatItIsMeantTo() {
        String meant = System.getProperty("rivulet.kernels");
        if (meant == null) {
            assertThat(Kernels.detect().reason())
                    .as("the module has to be there; a processor without gathers is fine")
                    .startsWith("vectors of ");
        } else {
            assertThat(Kernels.detect().kernels().provider()).isEqualTo(meant);
        }
    }

    @Test
    void loopsThatAreNotCompiledYetGiveTheSameBits() {
        Random random = new Random(6);
        if (Kernels.detect().kernels() instanceof VectorKernels vectors) {
            VectorKernels.cool();
            sumsAreWhatTheDefinitionSaysAtEveryLengthAndOffset(vectors);
            for (int length : new int[] {0, 63, 64, 65, 300, 4_096}) {
                double[] x = Awkward.vector(length, random);
                double[] y = Awkward.vector(length, random);
                double[] cold = new double[Kernels.DOT2_SPACE];
                double[] scalar = new double[Kernels.DOT2_SPACE];
                vectors.dot2(x, y, 0, length, cold, 0);
                Kernels.scalar().dot2(x, y, 0, length, scalar, 0);
                assertThat(Awkward.bits(Arrays.copyOf(cold, 2))).isEqualTo(Awkward.bits(Arrays.copyOf(scalar, 2)));
                assertThat(Double.doubleToLongBits(vectors.dot(x, y, 0, length)))
                        .isEqualTo(Double.doubleToLongBits(definedDot(x, y, 0, length)));
            }
            VectorKernels.warm();
        }
    }

    @ParameterizedTest
    @MethodSource("io.rivulet.numerics.kernels.KernelProviders#all")
    void sumsAreWhatTheDefinitionSaysAtEveryLengthAndOffset(Kernels kernels) {
        Random random = new Random(7);
        for (int length = 0; length <= 70; length++) {
            for (int offset = 0; offset <= 9; offset++) {
                double[] x = Awkward.vector(offset + length + 3, random);
                double[] y = Awkward.vector(offset + length + 3, random);
                int to = offset + length;
                assertThat(Double.doubleToLongBits(kernels.dot(x, y, offset, to)))
                        .as("dot, %d from %d", length, offset)
                        .isEqualTo(Double.doubleToLongBits(definedDot(x, y, offset, to)));
                double[] products = new double[to];
                for (int i = offset; i < to; i++) {
                    products[i] = y[i] * x[i];
                }
                assertThat(Double.doubleToLongBits(kernels.weightedSquare(y, x, offset, to)))
                        .as("weighted square, %d from %d", length, offset)
                        .isEqualTo(Double.doubleToLongBits(definedDot(products, x, offset, to)));
                double[] z = y.clone();
                double[] r = Awkward.vector(y.length, random);
                double[] movedZ = z.clone();
                double[] movedR = r.clone();
                double c = random.nextGaussian();
                for (int i = offset; i < to; i++) {
                    movedZ[i] = Math.fma(c, x[i], z[i]);
                    movedR[i] = Math.fma(-c, y[i], r[i]);
                }
                double norm = kernels.step(c, x, y, z, r, offset, to);
                assertThat(Awkward.bits(z))
                        .as("step, x, %d from %d", length, offset)
                        .isEqualTo(Awkward.bits(movedZ));
                assertThat(Awkward.bits(r))
                        .as("step, r, %d from %d", length, offset)
                        .isEqualTo(Awkward.bits(movedR));
                assertThat(norm).isEqualTo(definedDot(movedR, movedR, offset, to));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rivulet.numerics.kernels.KernelProviders#all")
    void loopsHotEnoughForTheCompilerGiveTheSameBits(Kernels kernels) {
        Random random = new Random(8);
        int n = 1_003;
        double[] x = Awkward.vector(n, random);
        double[] y = Awkward.vector(n, random);
        for (int round = 0; round < 4_000; round++) {
            int from = random.nextInt(20);
            int to = n - random.nextInt(20);
            assertThat(Double.doubleToLongBits(kernels.dot(x, y, from, to)))
                    .as("round %d", round)
                    .isEqualTo(Double.doubleToLongBits(definedDot(x, y, from, to)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.rivulet.numerics.kernels.KernelProviders#all")
    void compensatedSumsHaveTheBitsOfTheScalarOnes(Kernels kernels) {
        Random random = new Random(9);
        for (int round = 0; round < 3_000; round++) {
            int from = random.nextInt(10);
            int to = from + random.nextInt(round % 10 == 0 ? 900 : 71);
            double[] x = Awkward.vector(to, random);
            double[] y = Awkward.vector(to, random);
            double[] expected = new double[Kernels.DOT2_SPACE + 3];
            double[] actual = Awkward.vector(Kernels.DOT2_SPACE + 3, random);
            Kernels.scalar().dot2(x, y, from, to, expected, 3);
            kernels.dot2(x, y, from, to, actual, 3);
            assertThat(Awkward.bits(Arrays.copyOfRange(actual, 3, 5)))
                    .as("round %d, %d to %d", round, from, to)
                    .isEqualTo(Awkward.bits(Arrays.copyOfRange(expected, 3, 5)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.rivulet.numerics.kernels.KernelProviders#all")
    void compensatedSumsAreAsGoodAsTwiceThePrecision(Kernels kernels) {
        Random random = new Random(10);
        for (int round = 0; round < 60; round++) {
            int n = 1 + random.nextInt(9_000);
            double[] x = random.doubles(n, -1, 1).toArray();
            double[] y = random.doubles(n, -1, 1).toArray();
            for (int i = 1; i < n; i += 2) { // pairs that cancel up to their last bits
                x[i] = x[i - 1];
                y[i] = -y[i - 1] * (1 + 0x1p-40 * random.nextInt(3));
            }
            BigDecimal exact = BigDecimal.ZERO;
            BigDecimal size = BigDecimal.ZERO;
            for (int i = 0; i < n; i++) {
                BigDecimal product = new BigDecimal(x[i]).multiply(new BigDecimal(y[i]));
                exact = exact.add(product);
                size = size.add(product.abs());
            }
            double computed = new Vectors(new Execution(Team.serial(), kernels), n).dot2(x, y);
            double gamma = n * U / (1 - n * U);
            double allowed = U * Math.abs(exact.doubleValue()) + 1.0001 * gamma * gamma * size.doubleValue();
            assertThat(new BigDecimal(computed).subtract(exact).abs().doubleValue())
                    .as("round %d, n = %d", round, n)
                    .isLessThanOrEqualTo(allowed);
        }
    }
}
