// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.patterns.Walks;
import io.rivulet.patterns.series.Series;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DtwLoopsTest {
    @Test
    void thisBuildTestsLoopsForVectors() {
        assertThat(Detected.Holder.CHOSEN.reason())
                .as("the module has to be there")
                .startsWith("vectors of ");
    }

    @ParameterizedTest
    @EnumSource(Cost.class)
    void vectorsGiveTheSameBitsAtEveryLengthAndRadius(Cost cost) {
        VectorLoops.warm(true);
        Walks random = new Walks(11);
        for (int n = 1; n <= 200; n += 1 + random.below(7)) {
            for (int m : List.of(1, n, n + 1, Math.max(1, n - 3), n + 40, 130)) {
                double[] a = random.walk(n);
                double[] b = random.walk(m);
                for (int radius : List.of(0, 1, 2, 7, 15, 16, 33, 64, 400)) {
                    int effective = Band.of(radius).effective(n, m);
                    same(a, b, cost, effective, Double.POSITIVE_INFINITY);
                    same(a, b, cost, effective, random.next() * n * 0.3);
                }
            }
        }
    }

    @Test
    void longSeriesToo() {
        VectorLoops.warm(true);
        double[] a = Walks.walk(3, 1_000);
        double[] b = Walks.walk(4, 1_037);
        for (int radius : List.of(37, 100, 104, 500, 1_036, 1_037)) {
            same(a, b, Cost.ABS, radius, Double.POSITIVE_INFINITY);
        }
    }

    @Test
    void valuesAtTheEndsOfTheRangeGiveTheSameBits() {
        VectorLoops.warm(true);
        double[] a = Walks.uniform(5, 100);
        double[] b = Walks.uniform(6, 100);
        for (int k = 0; k < 100; k += 9) {
            a[k] = k % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE;
            b[k] = k % 3 == 0 ? -0.0 : Double.MIN_VALUE;
        }
        assertThat(DoubleStrips.distance(a, b, Cost.SQ, 100, Double.POSITIVE_INFINITY))
                .isEqualTo(ScalarLoops.INSTANCE.distance(a, b, Cost.SQ, 100, Double.POSITIVE_INFINITY));
        assertThat(DoubleStrips.distance(a, b, Cost.ABS, 9, Double.POSITIVE_INFINITY))
                .isEqualTo(ScalarLoops.INSTANCE.distance(a, b, Cost.ABS, 9, Double.POSITIVE_INFINITY));
    }

    @Test
    void loopsThatAreNotCompiledYetGiveTheSameBits() {
        VectorLoops.warm(false);
        try {
            double[] a = Walks.walk(7, 90);
            double[] b = Walks.walk(8, 95);
            for (int k = 0; k < 5; k++) {
                same(a, b, Cost.ABS, 10, Double.POSITIVE_INFINITY);
            }
        } finally {
            VectorLoops.warm(true);
        }
    }

    private static void same(double[] a, double[] b, Cost cost, int radius, double limit) {
        assertThat(bits(VectorLoops.INSTANCE.distance(a, b, cost, radius, limit)))
                .as("n %d, m %d, radius %d, limit %s", a.length, b.length, radius, limit)
                .isEqualTo(bits(ScalarLoops.INSTANCE.distance(a, b, cost, radius, limit)));
        float[] x = Series.toFloats(a);
        float[] y = Series.toFloats(b);
        assertThat(bits(VectorLoops.INSTANCE.distance(x, y, cost, radius, (float) limit)))
                .as("floats, n %d, m %d, radius %d, limit %s", a.length, b.length, radius, limit)
                .isEqualTo(bits(ScalarLoops.INSTANCE.distance(x, y, cost, radius, (float) limit)));
    }

    private static long bits(double x) {
        return Double.doubleToRawLongBits(x);
    }
}
