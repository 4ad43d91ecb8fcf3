// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Every measurement in small: it runs to its end and measures what it says. Its times are nobody's figures.
class LiveFiguresTest {
    @Test
    void everyMeasurementStillMeasures() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new LiveFigures(new PrintStream(told, true, StandardCharsets.UTF_8), LiveFigures.Scale.SMOKE)
                .run(LiveFigures.ALL);
        List<String> rows = told.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(rows).hasSize(3);
        assertThat(number(rows.get(0), "for 1 s: 200 acknowledged, (\\d+) of them seen applied"))
                .isEqualTo(200);
        assertThat(number(rows.get(1), "spread over 5 sessions .*: 500 sent, (\\d+) acknowledged, 0 refused"))
                .isEqualTo(500);
        assertThat(number(rows.get(2), "beside 2 sessions .* ([\\d.]+) verifications/s"))
                .isPositive();
    }

    private static double number(String row, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(row);
        assertThat(found.find()).as(pattern + " in " + row).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
