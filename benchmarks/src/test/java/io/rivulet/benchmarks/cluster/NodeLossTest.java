// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NodeLossTest {
    @Test
    void everySessionIsTimed() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new NodeLoss(false, 6, 100, 1, 2).run(new PrintStream(told, true, StandardCharsets.UTF_8));
        assertThat(told.toString(StandardCharsets.UTF_8))
                .startsWith("leave of node-2 with ")
                .contains("answers from elsewhere", "x answers it", "longest pause")
                .doesNotContain("NaN");
    }
}
