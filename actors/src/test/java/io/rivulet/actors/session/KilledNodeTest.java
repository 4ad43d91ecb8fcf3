// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.store.StoreSettings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledNodeTest {
    @TempDir
    Path data;

    @Test
    void everyUpdateThatAKilledProcessAcknowledgedIsThereOnce() throws Exception {
        UUID id = UUID.randomUUID();
        long last = runUntilKilled(id, 0, 25);
        try (TestNode node = TestNode.start(StoreSettings.embedded(data))) {
            long revision = get(node.sessions.reads().status(id, "ann")).revision();
            // One more may have become durable without anybody hearing of it.
            assertThat(revision).isBetween(last + 1, last + 2);
            for (long k = 0; k <= last; k++) {
                var repeat = (Answer.UpdateResult.Accepted)
                        get(node.sessions.update(id, "ann", List.of(Requests.delta("s", k, 0, 1.0)), false))
                                .getFirst();
                assertThat(repeat.duplicate()).isTrue();
            }
            Answer.Solution solution = get(node.sessions.reads().solution(id, "ann", revision));
            assertThat(solution.result().relativeResidual()).isLessThan(1e-8);
            assertThat(get(node.sessions.reads().status(id, "ann")).revision()).isEqualTo(revision);
        }
    }

    /// The sequence number of the last acknowledgement that was heard.
    private long runUntilKilled(UUID id, long first, int acknowledgements) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledNode.class.getName(),
                        data.toString(),
                        id.toString(),
                        Long.toString(first))
                .redirectErrorStream(true)
                .start();
        var told = new StringBuilder();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int heard = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                told.append(line).append('\n');
                if (line.startsWith("acknowledged ") && ++heard == acknowledgements) {
                    return Long.parseLong(line.split(" ")[1]);
                }
            }
            throw new AssertionError("the process ended by itself:\n" + told);
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
