// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.fields;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The figures in small, without the peer. Their times are nobody's figures.
class FieldFiguresTest {
    @Test
    void everyEngineRunsAndItsRowSaysWhatWasMeasured() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new FieldFigures(32, 2, 3, 2).run(List.of(), new PrintStream(told, true, StandardCharsets.UTF_8));
        List<String> rows = told.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(rows.getFirst()).startsWith("JVM ").contains("loops ", "32²");
        assertThat(rows).filteredOn(row -> row.startsWith("| explicit | ")).hasSize(2);
        for (String start : List.of("previous", "transformed")) {
            assertThat(rows)
                    .filteredOn(row -> row.matches("\\| implicit, from " + start + " \\(\\w+ \\w+\\) \\| .*e-\\d+ \\|"))
                    .hasSize(1);
        }
    }
}
