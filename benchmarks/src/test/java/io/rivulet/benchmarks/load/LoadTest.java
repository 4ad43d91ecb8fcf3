// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The load in small: everything it tells is counted from what happened. Its times are nobody's figures.
class LoadTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "--matrix"})
    void aSmallLoadTellsWhatItsUsersSaw(String kind) {
        var words = new java.util.ArrayList<>(List.of(
                "--mix=300:2,100:3",
                "--ramp=1",
                "--steady=2",
                "--every=100",
                "--entries=100",
                "--per-update=10",
                "--verifications=5",
                "--slow=1",
                "--heap-every=1",
                "--node-heap=512m",
                "--histograms=" + folder));
        if (!kind.isEmpty()) {
            words.add(kind);
        }
        var told = new ByteArrayOutputStream();
        int exit = new CommandLine(new Load(new PrintStream(told, true, StandardCharsets.UTF_8)))
                .execute(words.toArray(String[]::new));
        String rows = told.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(rows).isZero();
        assertThat(number(rows, "(\\d+) users in 1 s")).isEqualTo(5);
        assertThat(number(rows, "streams: (\\d+) lines/s")).isPositive();
        assertThat(number(rows, "iterations: (\\d+)/s in all; a session's slowest"))
                .isPositive();
        assertThat(number(rows, "\\((\\d+) sent, ")).isEqualTo(20);
        assertThat(number(rows, " sent, (\\d+) acknowledged, 0 refused\\)")).isEqualTo(20);
        assertThat(number(rows, "of 10 probes each, (\\d+) failed")).isZero();
        assertThat(number(rows, "processors: node ([\\d.]+), driver")).isPositive();
        assertThat(rows).contains("live set after a full collection", "streams that broke: none");
        assertThat(folder).isDirectoryContaining("glob:**line.hgrm");
    }

    @Test
    void aTrendIsTheLineThroughItsSamples() {
        List<Double> rising =
                IntStream.range(0, 20).mapToObj(k -> 100 + 2.0 * k + (k % 2)).toList();
        assertThat(Trend.of(rising).slope()).isCloseTo(2.0, within(0.02));
        assertThat(Trend.of(rising).grows()).isTrue();
        List<Double> level =
                IntStream.range(0, 20).mapToObj(k -> 100 + 5.0 * (k % 2)).toList();
        assertThat(Trend.of(level).grows()).isFalse();
        // SciPy's linregress of 1, 2, 4, 4: slope 1.1, standard error 0.2646, times t(0.975, 2) = 4.3027.
        Trend few = Trend.of(List.of(1.0, 2.0, 4.0, 4.0));
        assertThat(few.slope()).isCloseTo(1.1, within(1e-12));
        assertThat(few.error()).isCloseTo(0.26457513 * 4.303, within(1e-3));
        assertThat(Trend.of(List.of(1.0, 2.0)).grows()).isFalse();
    }

    private static double number(String rows, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(rows);
        assertThat(found.find()).as(pattern + " in " + rows).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
