// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every measurement in small: it runs to its end and measures what it says. Its times are nobody's figures.
class FirstPathTest {
    @Test
    void everyMeasurementStillMeasures() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new FirstPath(new PrintStream(told, true, StandardCharsets.UTF_8), FirstPath.Scale.SMOKE).run(FirstPath.ALL);
        List<String> rows =
                new ArrayList<>(told.toString(StandardCharsets.UTF_8).lines().toList());
        assertThat(rows.removeFirst()).startsWith("JVM ").contains("processors");

        assertThat(number(rows, "parsing a body of .* MB: (\\d+) MB/s")).isPositive();
        assertThat(number(rows, "first line of a small request \\(10 after 2\\): p50 ([\\d.]+) ms"))
                .isPositive();
        assertThat(number(rows, "one durable update .* \\(20 after 10\\): p50 ([\\d.]+) ms"))
                .isPositive();
        String flood = "2000 updates/s into one session for 1 s: 2000 sent, (\\d+) acknowledged, (\\d+) refused";
        assertThat(number(rows, flood)).isEqualTo(2_000);
        assertThat(numbers(rows, flood).get(1)).isZero();
        // A thousand updates to warm up, and those that were measured.
        assertThat(number(rows, "then: revision (\\d+)")).isEqualTo(3_000);
        assertThat(number(rows, "then: revision \\d+, residual ([\\d.e-]+)")).isLessThanOrEqualTo(1e-8);
        assertThat(number(rows, "poisson2d 150 × 150: .* converged, residual ([\\d.e-]+)\\)"))
                .isLessThanOrEqualTo(1e-8);
        String restart = "kill -9 under 1,000 updates/s, n = 400: .* revision (\\d+), residual ([\\d.e-]+)";
        assertThat(number(rows, restart)).isGreaterThan(300);
        assertThat(numbers(rows, restart).get(1)).isLessThanOrEqualTo(1e-8);
    }

    private static double number(List<String> rows, String pattern) {
        return numbers(rows, pattern).getFirst();
    }

    /// The groups of the only row that has this.
    private static List<Double> numbers(List<String> rows, String pattern) {
        List<MatchResult> found = rows.stream()
                .flatMap(row -> Pattern.compile(pattern).matcher(row).results())
                .toList();
        assertThat(found).as(pattern + " in\n" + String.join("\n", rows)).hasSize(1);
        List<Double> numbers = new ArrayList<>();
        for (int group = 1; group <= found.getFirst().groupCount(); group++) {
            numbers.add(Double.parseDouble(found.getFirst().group(group)));
        }
        return numbers;
    }
}
