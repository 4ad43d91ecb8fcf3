// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.patterns.Goldens;
import io.rivulet.patterns.series.Normalisation;
import io.rivulet.patterns.series.Series;
import io.rivulet.patterns.series.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DtwGoldensTest {
    record Case(String name, JsonNode entry, JsonNode golden) {
        @Override
        public String toString() {
            return name + " " + golden.path("cost").asText() + " "
                    + golden.path("window").asText();
        }
    }

    static List<Case> raw() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode entry : Goldens.of("dtw")) {
            entry.get("cases")
                    .forEach(golden -> cases.add(new Case(entry.get("name").asText(), entry, golden)));
        }
        return cases;
    }

    static List<Case> normalised() {
        List<Case> cases = new ArrayList<>();
        Goldens.of("dtwNormalised")
                .get("cases")
                .forEach(e -> cases.add(new Case(e.get("name").asText(), e, e)));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("raw")
    void distancesAndPathsAreThoseComputedElsewhere(Case c) {
        double[] a = Goldens.series(c.entry, "a");
        double[] b = Goldens.series(c.entry, "b");
        Cost cost = Cost.valueOf(c.golden.get("cost").asText().toUpperCase(Locale.ROOT));
        Band band = c.golden.get("window").isNull()
                ? Band.none()
                : Band.of(c.golden.get("window").intValue());
        check(a, b, cost, band, c.golden, c.golden.path("path").isArray() ? c.golden.get("path") : null);
        if (!c.golden.get("effectiveWindow").isNull()) {
            assertThat(band.effective(a.length, b.length))
                    .isEqualTo(Math.min(c.golden.get("effectiveWindow").intValue(), Math.max(a.length, b.length)));
        }
    }

    @ParameterizedTest
    @MethodSource("normalised")
    void normalisedSeriesToo(Case c) {
        double[] a = Goldens.series(c.entry, "a");
        double[] b = Goldens.series(c.entry, "b");
        for (Normalisation n : List.of(Normalisation.Z, Normalisation.MINMAX)) {
            JsonNode golden = c.entry.get(n.wireName());
            double[] left = n.apply(a);
            double[] right = n.apply(b);
            check(left, right, Cost.ABS, Band.none(), golden.get("full"), null);
            check(left, right, Cost.ABS, Band.of(10), golden.get("window10"), null);
        }
        if (c.entry.has("za")) {
            assertThat(Normalisation.Z.apply(a)).containsExactly(Goldens.doubles(c.entry.get("za")), within(1e-12));
            assertThat(Normalisation.MINMAX.apply(b))
                    .containsExactly(Goldens.doubles(c.entry.get("minmaxB")), within(1e-12));
        }
    }

    private static void check(
            double[] a,
            double[] b,
            Cost cost,
            Band band,
            JsonNode golden,
            @org.jspecify.annotations.Nullable JsonNode path) {
        double expected = golden.get("distance").doubleValue();
        double near = Goldens.RELATIVE * expected + 1e-12;
        Alignment alignment = Dtw.align(a, b, cost, band);
        assertThat(alignment.distance()).isCloseTo(expected, within(near));
        assertThat(Dtw.distance(a, b, cost, band)).isEqualTo(alignment.distance());
        assertThat(Dtw.singleDistance(Series.toFloats(a), Series.toFloats(b), cost, band))
                .isCloseTo((float) expected, within((float) (1e-4 * expected + 1e-4)));
        assertThat(Similarity.of(alignment.distance(), a.length, b.length))
                .isCloseTo(golden.get("similarity").doubleValue(), within(1e-12));
        assertThat(alignment.length()).isEqualTo(golden.get("pathLength").intValue());
        assertThat(checksum(alignment)).isEqualTo(golden.get("pathChecksum").longValue());
        assertThat(deviation(alignment))
                .isEqualTo(golden.get("pathMaxDeviation").intValue());
        if (path != null) {
            for (int k = 0; k < path.size(); k++) {
                assertThat(alignment.first(k)).isEqualTo(path.get(k).get(0).intValue());
                assertThat(alignment.second(k)).isEqualTo(path.get(k).get(1).intValue());
            }
        }
    }

    private static long checksum(Alignment alignment) {
        long sum = 0;
        for (int k = 0; k < alignment.length(); k++) {
            sum = (sum + (k + 1L) * (31L * alignment.first(k) + alignment.second(k))) % 1_000_000_007L;
        }
        return sum;
    }

    private static int deviation(Alignment alignment) {
        int most = 0;
        for (int k = 0; k < alignment.length(); k++) {
            most = Math.max(most, Math.abs(alignment.first(k) - alignment.second(k)));
        }
        return most;
    }
}
