// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// The load in small: what it tells is counted from what happened. Its times are nobody's figures.
class FieldLoadTest {
    @ParameterizedTest
    @CsvSource({"MIXED,1", "FAST,0"})
    void aSmallLoadTellsWhatItsViewersSaw(String scenario, int deaf) {
        var told = new ByteArrayOutputStream();
        int exit = new CommandLine(new FieldLoad(new PrintStream(told, true, StandardCharsets.UTF_8)))
                .execute(
                        "--scenario=" + scenario,
                        "--clients=8",
                        "--ramp=8",
                        "--warm=2",
                        "--steady=4",
                        "--deaf=" + deaf,
                        "--node-heap=512m");
        String rows = told.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(rows).isZero();
        assertThat(rows).contains("8 viewers (" + scenario + "), " + deaf + " deaf", "broken since the start: 0 {}");
        assertThat(number(rows, "s: (\\d+) updates/s")).isPositive();
        assertThat(number(rows, "missing: \\d+ of (\\d+)")).isPositive();
        assertThat(number(rows, "processors: node ([\\d.]+)")).isPositive();
        assertThat(number(rows, "live set: ([\\d.]+) MiB")).isPositive();
    }

    private static double number(String rows, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(rows);
        assertThat(found.find()).as(rows).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
