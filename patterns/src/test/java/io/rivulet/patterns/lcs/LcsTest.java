// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.lcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.patterns.Goldens;
import io.rivulet.patterns.Walks;
import io.rivulet.patterns.series.SeriesException;
import org.junit.jupiter.api.Test;

class LcsTest {
    @Test
    void lengthsDistancesCorrelationsAndPairsAreThoseComputedElsewhere() {
        for (JsonNode golden : Goldens.of("lcs")) {
            double[] a = Goldens.series(golden, "a");
            double[] b = Goldens.series(golden, "b");
            Tolerance tolerance = new Tolerance(
                    golden.get("eps").doubleValue(), golden.get("delta").asInt(Integer.MAX_VALUE));
            String name = golden.get("name").asText() + " " + tolerance;
            assertThat(Lcs.length(a, b, tolerance))
                    .as(name)
                    .isEqualTo(golden.get("commonLength").intValue());
            assertThat(Lcs.distance(a, b, tolerance))
                    .as(name)
                    .isEqualTo(golden.get("lcsDistance").intValue());
            assertThat(Lcs.correlation(a, b, tolerance))
                    .as(name)
                    .isEqualTo(golden.get("correlation").doubleValue());
            CommonSubsequence common = Lcs.common(a, b, tolerance);
            assertThat(common.length())
                    .as(name)
                    .isEqualTo(golden.get("commonLength").intValue());
            if (golden.path("pairs").isArray()) {
                for (int k = 0; k < common.length(); k++) {
                    assertThat(common.pairs().get(k).first())
                            .isEqualTo(golden.get("pairs").get(k).get(0).intValue());
                    assertThat(common.pairs().get(k).second())
                            .isEqualTo(golden.get("pairs").get(k).get(1).intValue());
                }
            }
        }
    }

    @Test
    void wordsGiveWhatTheTableGives() {
        Walks random = new Walks(21);
        for (int round = 0; round < 300; round++) {
            double[] a = random.walk(1 + random.below(150));
            double[] b = random.walk(1 + random.below(200));
            int delta = round % 3 == 0 ? Integer.MAX_VALUE : random.below(130);
            Tolerance tolerance = new Tolerance(random.next() * 0.5, delta);
            int expected = table(a, b, tolerance);
            assertThat(Lcs.length(ScalarMatchBits.INSTANCE, a, b, tolerance)).isEqualTo(expected);
            assertThat(Lcs.length(VectorMatchBits.INSTANCE, a, b, tolerance)).isEqualTo(expected);
            CommonSubsequence common = Lcs.common(a, b, tolerance);
            assertThat(common.length()).isEqualTo(expected);
            int i = -1;
            int j = -1;
            for (CommonSubsequence.Pair pair : common.pairs()) {
                assertThat(pair.first()).isGreaterThan(i);
                assertThat(pair.second()).isGreaterThan(j);
                i = pair.first();
                j = pair.second();
                assertThat(Math.abs(a[i] - b[j])).isLessThanOrEqualTo(tolerance.epsilon());
                assertThat(Math.abs(i - j)).isLessThanOrEqualTo(delta);
            }
        }
    }

    /// The definition, word for word.
    private static int table(double[] a, double[] b, Tolerance tolerance) {
        int[][] l = new int[a.length + 1][b.length + 1];
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1; j <= b.length; j++) {
                boolean match =
                        Math.abs(a[i - 1] - b[j - 1]) <= tolerance.epsilon() && Math.abs(i - j) <= tolerance.delta();
                l[i][j] = match ? l[i - 1][j - 1] + 1 : Math.max(l[i - 1][j], l[i][j - 1]);
            }
        }
        return l[a.length][b.length];
    }

    @Test
    void nothingCanBeComparedWithNothing() {
        assertThatThrownBy(() -> Lcs.length(new double[0], new double[] {1}, Tolerance.of(0)))
                .isInstanceOf(SeriesException.class);
        assertThatThrownBy(() -> Tolerance.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tolerance(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
