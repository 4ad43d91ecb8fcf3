// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.cli.CommandLineInterface;
import io.rivulet.node.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentDemoTest {
    @Test
    void aKilledAgentLosesNothingAndOutcomesMoveTheThresholds() {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var console = new Console(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of(),
                Path.of(""));
        int code = new CommandLineInterface(console).run("demo", "--agents");
        String told = out.toString(StandardCharsets.UTF_8);
        assertThat(code).as(told + err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(told)
                .containsPattern("kill -9 \\d+, which is a\\d, with \\d+ tasks in hand")
                .containsPattern(
                        "All 66 tasks are done, [1-9]\\d* of them after a second delivery; .*: all the same\\.")
                .containsPattern("48 predictions kept, 48 judged")
                .containsPattern("swing +\\d+ of 24 came true; .* 0\\.7\\d, before 0\\.80")
                .containsPattern("noise +\\d+ of 24 came true; .* 0\\.8[1-9], before 0\\.80");
    }
}
