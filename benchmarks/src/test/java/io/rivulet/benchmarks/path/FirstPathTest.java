// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstPathTest {
    @Test
    void everyMeasurementStillRunsAndTellsItsRow() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            new FirstPath(out, FirstPath.Scale.SMOKE)
                    .run(List.of("first-line", "parse", "durable", "flood", "million", "restart"));
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("first line of a small request")
                .contains("parsing a body")
                .contains("one durable update")
                .contains("2000 sent, 2000 acknowledged, 0 refused")
                .contains("poisson2d 40 × 40")
                .contains("kill -9 under");
    }
}
