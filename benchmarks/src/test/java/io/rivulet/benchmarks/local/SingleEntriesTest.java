// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SingleEntriesTest {
    @Test
    void printsARowForEachQuestionAndReachesWhatIsAsked() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new SingleEntries(new PrintStream(printed, true, StandardCharsets.UTF_8), SingleEntries.Scale.SMOKE)
                .run(List.of("grid", "random"));
        List<String> rows = printed.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("| grid") || line.startsWith("| random"))
                .toList();
        assertThat(rows).hasSize(2 * 2 * 4).allMatch(row -> row.contains("| certified |"));
    }
}
