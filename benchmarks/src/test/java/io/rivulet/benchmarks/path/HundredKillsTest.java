// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HundredKillsTest {
    @Test
    void nothingAcknowledgedIsMissingAfterAKill() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new HundredKills(3).run(2, new PrintStream(told, true, StandardCharsets.UTF_8));
        assertThat(told.toString(StandardCharsets.UTF_8))
                .startsWith("2 kills, ")
                .contains("none missing", "none silent");
    }
}
