// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.fields.grid.Boundary;
import io.rivulet.fields.random.SplitMix64;
import io.rivulet.numerics.kernels.Kernels;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The fastest loops give the bits of the plain ones, whatever the width of the row and the values in it.
class RowLoopsTest {
    private static final int REPEATS = 4_100;
    private static final RowLoops PLAIN = RowLoops.scalar();
    private static final RowLoops FAST = RowLoops.detect();

    static IntStream sizes() {
        return IntStream.of(4, 5, 8, 9, 16, 17, 23, 64, 65, 130);
    }

    @Test
    void theFastestLoopsAreVectorsWhereTheSolversAre() {
        boolean vectors = Kernels.detect().kernels() != Kernels.scalar();
        assertThat(FAST.provider().startsWith("vector")).isEqualTo(vectors);
        assertThat(PLAIN.provider()).isEqualTo("scalar");
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void stepsHaveTheSameBits(int n) {
        warm(n);
        for (Boundary boundary : Boundary.values()) {
            SplitMix64 random = SplitMix64.seeded(n);
            double[] v = values(n * n, random);
            double[] a = values(n * n, random);
            double[] h = values(n * n, random);
            for (int i = 0; i < n; i++) {
                assertThat(step(FAST, boundary, n, i, v, a, h)).containsExactly(step(PLAIN, boundary, n, i, v, a, h));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void figuresHaveTheSameBits(int n) {
        warm(n);
        SplitMix64 random = SplitMix64.seeded(-n);
        for (int round = 0; round < 20; round++) {
            double[] v = values(n, random);
            double[] plain = new double[2];
            double[] fast = new double[2];
            PLAIN.extremes(v, 0, n, plain);
            FAST.extremes(v, 0, n, fast);
            assertThat(fast).containsExactly(plain);
            double[] plainSquares = new double[n];
            double[] fastSquares = new double[n];
            double[] three = values(3 * n, random);
            PLAIN.squaredGradient(three, 0, n, 2 * n, 0.5, plainSquares);
            FAST.squaredGradient(three, 0, n, 2 * n, 0.5, fastSquares);
            assertThat(fastSquares).containsExactly(plainSquares);
            for (boolean magnitude : new boolean[] {false, true}) {
                long[] plainBits = new long[5];
                long[] fastBits = new long[5];
                int marked = PLAIN.mark(v, 1, n, 0.4, magnitude, plainBits, 1);
                assertThat(FAST.mark(v, 1, n, 0.4, magnitude, fastBits, 1)).isEqualTo(marked);
                assertThat(fastBits).containsExactly(plainBits);
            }
            assertThat(FAST.finite(v, 0, n)).isEqualTo(PLAIN.finite(v, 0, n)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void oneValueThatIsNotFiniteIsSeenAnywhere(Boundary boundary) {
        warm(40);
        for (int at = 0; at < 40; at++) {
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                double[] v = values(40, SplitMix64.seeded(boundary.ordinal()));
                v[at] = bad;
                assertThat(FAST.finite(v, 0, 40)).isFalse();
                assertThat(PLAIN.finite(v, 0, 40)).isFalse();
                assertThat(FAST.clamp(v, 0, 40, -100, 100)).isEqualTo(Double.isNaN(bad) ? 0 : 1);
                assertThat(Double.isNaN(v[at])).isEqualTo(Double.isNaN(bad));
            }
        }
    }

    /// Everything that a step makes of row i, and the counts.
    private static double[] step(RowLoops loops, Boundary boundary, int n, int i, double[] v, double[] a, double[] h) {
        double[] nextV = new double[n * n];
        double[] nextA = new double[n * n];
        double[] nextH = new double[n * n];
        Reaction reaction = new Reaction(0.11, 0.07, 0.013, 0.021, 0.6, 0.005);
        loops.diffuse(new Stencil(n, boundary).at(v, i), 0.18, nextV);
        int above = loops.activate(new Stencil(n, boundary).at(a, i), h, reaction, nextA, nextV);
        loops.inhibit(new Stencil(n, boundary).at(h, i), a, reaction, nextH);
        int outside = loops.clamp(nextV, i * n, (i + 1) * n, -0.3, 0.4);
        double[] all = new double[3 * n + 2];
        System.arraycopy(nextV, i * n, all, 0, n);
        System.arraycopy(nextA, i * n, all, n, n);
        System.arraycopy(nextH, i * n, all, 2 * n, n);
        all[3 * n] = above;
        all[3 * n + 1] = outside;
        return all;
    }

    /// Past the calls that scalar loops finish.
    private static void warm(int n) {
        double[] v = new double[n * n];
        for (int k = 0; k < REPEATS; k++) {
            step(FAST, Boundary.NEUMANN, n, 1, v, v, v);
            FAST.finite(v, 0, n);
            FAST.extremes(v, 0, n, new double[2]);
            FAST.squaredGradient(v, 0, n, n, 0.5, new double[n]);
            FAST.mark(v, 0, n, 0.5, false, new long[3], 0);
        }
    }

    /// From −1.5 to 1.5, with zeros of both signs.
    private static double[] values(int count, SplitMix64 random) {
        double[] values = new double[count];
        for (int k = 0; k < count; k++) {
            double one = 3 * random.nextDouble() - 1.5;
            values[k] = Math.abs(one) < 0.1 ? Math.copySign(0, one) : one;
        }
        return values;
    }
}
