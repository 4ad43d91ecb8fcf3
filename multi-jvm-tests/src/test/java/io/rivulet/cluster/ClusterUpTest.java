// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `rivulet cluster up 3` as somebody meets it who tries it out: three nodes, one of which is killed, then SIGTERM.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterUpTest {
    private static final Pattern READY = Pattern.compile("node-(\\d) ready at (\\S+) · pid (\\d+) · log (\\S+)");
    private static final int NODES = 3;
    private static final long LOOK_NANOS = 50_000_000;
    private static final long ENDS_WITHIN_SECONDS = 60;

    @TempDir
    Path folder;

    /// A first request with a body can't ask for HTTP/2 on the way.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Node(URI uri, ProcessHandle process, Path log) {}

    @Test
    void threeNodesStartOneIsKilledAndSigtermLeavesNothingBehind() throws Exception {
        Process up = launch(portsInARow());
        try {
            List<Node> nodes = nodes(up);
            ProcessHandle postgres = postmaster();
            assertThat(postgres.isAlive()).isTrue();
            Tridiagonal system = new Tridiagonal(new UUID(13, 1), 50);
            post(nodes.getFirst(), "/api/v1/solve-stream", system.request()).close();

            assertThat(nodes.get(1).process().destroyForcibly()).isTrue();
            Nodes.await("word of the end", () -> said().contains("node-2 has ended; left: node-1, node-3"));
            Nodes.await(
                    "two members",
                    () -> get(nodes.getLast(), "/api/v1/status").path("members").size() == 2);
            Nodes.await("an answer for the session", () -> {
                JsonNode solution = get(nodes.getLast(), "/api/v1/sessions/" + system.id + "/solution");
                return solution.path("x").size() == 50;
            });

            up.destroy();
            assertThat(up.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(up.exitValue()).as(said()).isZero();
            assertThat(nodes).noneMatch(node -> node.process().isAlive());
            Nodes.await("the end of the database", () -> !postgres.isAlive());
            assertThat(postmasterFile()).doesNotExist();
            for (Node node : List.of(nodes.getFirst(), nodes.getLast())) {
                // The database was there until they had ended.
                // The node that was killed is told as lost, and nothing else is an error.
                assertThat(Files.readAllLines(node.log()))
                        .filteredOn(line -> !line.contains("alert=node_lost"))
                        .noneMatch(line -> line.contains(" ERROR ")
                                || line.contains("storage_unavailable")
                                || line.contains("refused"));
            }
        } finally {
            up.descendants().forEach(ProcessHandle::destroyForcibly);
            up.destroyForcibly();
        }
    }

    private Path log() {
        return folder.resolve("up.log");
    }

    private String said() throws IOException {
        return Files.readString(log());
    }

    private Process launch(int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.rivulet.node.Main"));
        command.addAll(List.of("cluster", "up", Integer.toString(NODES), "--port", Integer.toString(port)));
        command.addAll(List.of("--data", folder.resolve("data").toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("RIVULET_DATABASE_URL");
        return builder.redirectOutput(log().toFile()).start();
    }

    private static int portsInARow() throws IOException {
        while (true) {
            List<Integer> ports = FreePorts.several(NODES);
            if (ports.getLast() - ports.getFirst() == NODES - 1) {
                return ports.getFirst();
            }
        }
    }

    /// Once they are all ready; waited for as long as the command itself does.
    private List<Node> nodes(Process up) throws Exception {
        while (!said().contains("Ctrl-C stops them")) {
            assertThat(up.isAlive()).as(said()).isTrue();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        List<Node> nodes = new ArrayList<>();
        Matcher line = READY.matcher(said());
        while (line.find()) {
            nodes.add(new Node(
                    URI.create(line.group(2)),
                    ProcessHandle.of(Long.parseLong(line.group(3))).orElseThrow(),
                    Path.of(line.group(4))));
        }
        assertThat(nodes).hasSize(NODES);
        return nodes;
    }

    private Path postmasterFile() {
        return folder.resolve("data").resolve("postgres").resolve("data").resolve("postmaster.pid");
    }

    private ProcessHandle postmaster() throws IOException {
        String pid = Files.readAllLines(postmasterFile()).getFirst().strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private JsonNode get(Node node, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.uri().resolve(path)).build();
        return NodeClient.JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    private InputStream post(Node node, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.uri().resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }
}
