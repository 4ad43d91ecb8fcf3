// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.cli.CommandLineInterface;
import io.rivulet.node.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `rivulet cluster status|leave|down|drain` against real nodes.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterCommandsTest {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(40);

    @TempDir
    Path folder;

    private record Said(int code, String out, String err) {}

    private Said say(Nodes nodes, int node, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of("RIVULET_SERVER", nodes.cluster().node(node).uri("").toString()),
                folder);
        int code = new CommandLineInterface(console).run(words);
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anOperatorSeesMembersAndSendsThemAway() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of())) {
            nodes.awaitMembers(1, "node-1 up", "node-2 up", "node-3 up");
            Said status = say(nodes, 1, "cluster", "status");
            assertThat(status.code()).isZero();
            assertThat(status.out())
                    .contains(
                            "node-1",
                            "node-2",
                            "node-3",
                            "up",
                            "127.0.0.1:" + nodes.cluster().clusterPort(2))
                    .contains("as seen by node-1 · transport tcp · database postgresql");
            Said nobody = say(nodes, 1, "cluster", "leave", "node-9");
            assertThat(nobody.code()).isNotZero();
            assertThat(nobody.err()).contains("node-9", "Members are");

            assertThat(say(nodes, 1, "cluster", "leave", "node-2").code()).isZero();
            assertThat(nodes.cluster().node(2).awaitEnd(ENDS_WITHIN)).isZero();
            nodes.awaitMembers(1, "node-1 up", "node-3 up");

            nodes.cluster().node(3).pause();
            Said down = say(
                    nodes, 1, "cluster", "down", "127.0.0.1:" + nodes.cluster().clusterPort(3));
            assertThat(down.code()).as(down.err()).isZero();
            nodes.awaitMembers(1, "node-1 up");
            nodes.cluster().node(3).wake();
            assertThat(nodes.cluster().node(3).awaitEnd(ENDS_WITHIN)).isEqualTo(1);

            assertThat(say(nodes, 1, "cluster", "drain").code()).isZero();
            assertThat(nodes.cluster().node(1).awaitEnd(ENDS_WITHIN)).isZero();
            assertThat(say(nodes, 1, "cluster", "status").code()).isEqualTo(3);
        }
    }
}
