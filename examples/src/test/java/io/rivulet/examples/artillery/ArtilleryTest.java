// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.artillery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.local.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The scenario in `examples/artillery`, run by Artillery itself with phases of seconds: everybody gets a verified
/// solution and an end of the stream, every update is taken.
@Timeout(420)
class ArtilleryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCENARIO = Path.of(System.getProperty("rivulet.root", "."), "examples", "artillery");
    private static final String VERSION = "2.0.34";
    private static final String SHORT = "{\"config\":{\"phases\":[{\"duration\":5,\"arrivalRate\":10}]}}";
    private static final int USERS = 50;

    @TempDir
    static Path folder;

    @Test
    void everyUserOfTheScenarioGetsWhatItCameFor() throws Exception {
        assumeTrue(
                run(
                        300,
                        "npm",
                        "install",
                        "--prefix",
                        folder.toString(),
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "artillery@" + VERSION),
                "needs npm and its registry");
        Path report = folder.resolve("report.json");
        try (NodeProcess node = NodeProcess.start(folder.resolve("node"))) {
            assertThat(run(
                            100,
                            folder.resolve("node_modules/.bin/artillery").toString(),
                            "run",
                            "--target",
                            node.uri("").toString(),
                            "--overrides",
                            SHORT,
                            "--output",
                            report.toString(),
                            "load.yml"))
                    .as(Files.readString(folder.resolve("log")))
                    .isTrue();
        }
        JsonNode counters = JSON.readTree(report.toFile()).path("aggregate").path("counters");
        int whole = counters.path("streams.whole").asInt();
        int updates = counters.path("http.codes.202").asInt();
        assertThat(counters.path("vusers.failed").asInt()).isZero();
        assertThat(whole).isPositive();
        assertThat(updates).isPositive();
        assertThat(whole + updates).isEqualTo(USERS);
    }

    /// Whether it ended well in that time; what it printed is in the folder's `log`.
    private static boolean run(long seconds, String... command) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(command));
            builder.environment().put("ARTILLERY_DISABLE_TELEMETRY", "true");
            Process process = builder.directory(SCENARIO.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }
}
