// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands of the runbook's "Setting up" are run as they stand, for three machines that are loopback addresses
/// here.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunbookTest {
    private static final Path ROOT = Optional.ofNullable(System.getenv("RIVULET_PREPARED"))
            .map(built -> Path.of(built).resolve("../..").normalize())
            .orElse(Path.of(System.getProperty("rivulet.root", ".")));
    private static final Path PAGE =
            Path.of(System.getProperty("rivulet.root", "."), "docs", "operating", "failover.md");
    private static final List<String> NAMES = List.of("node-a", "node-b", "node-c");
    private static final long ENDS_WITHIN_SECONDS = 40;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whatThePageSaysMakesACluster() throws Exception {
        TestCertificates certificates = TestCertificates.create(folder.resolve("certificates"));
        certificates.issue("node");
        String commands = commands();
        assertThat(commands).contains(NAMES);
        List<Process> nodes = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        String database = SharedPostgres.newDatabase();
        try {
            for (int k = 0; k < NAMES.size(); k++) {
                ports.add(FreePorts.one());
                nodes.add(run(here(commands, k, database), NAMES.get(k), ports.get(k)));
            }
            for (int port : ports) {
                Nodes.await("three members that are up", () -> {
                    assertThat(nodes).allMatch(Process::isAlive);
                    return up(port) == NAMES.size();
                });
            }
            assertThat(get(ports.getFirst()).path("transport").asText()).isEqualTo("tls-tcp");
        } finally {
            nodes.forEach(Process::destroy);
            for (Process node : nodes) {
                node.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
            }
        }
        assertThat(nodes).allSatisfy(node -> assertThat(node.exitValue()).isZero());
    }

    /// The first block of shell commands below the heading.
    private static String commands() throws IOException {
        String page = Files.readString(PAGE);
        String below = page.substring(page.indexOf("## Setting up"));
        String block = below.substring(below.indexOf("```sh\n") + "```sh\n".length());
        return block.substring(0, block.indexOf("```"));
    }

    /// With this machine's addresses for names, its database for theirs, and its certificates for those in /etc.
    private String here(String commands, int number, String database) {
        String text = commands.replaceFirst("RIVULET_CLUSTER_HOST=\\S+", "RIVULET_CLUSTER_HOST=" + NAMES.get(number))
                .replaceFirst("'jdbc:postgresql:[^']*'", "'" + database + "'")
                .replace("/etc/rivulet/", folder.resolve("certificates") + "/")
                .replace("./rivulet serve", "exec ./rivulet serve");
        for (int k = 0; k < NAMES.size(); k++) {
            text = text.replace(NAMES.get(k), "127.0.0." + (31 + k));
        }
        return text;
    }

    /// On one machine each needs a port for clients and a folder of its own.
    private Process run(String commands, String name, int port) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", commands).directory(ROOT.toFile());
        shell.environment()
                .putAll(Map.of(
                        "RIVULET_NO_BUILD",
                        "1",
                        "RIVULET_JAVA_OPTS",
                        "-Xmx512m -XX:TieredStopAtLevel=1",
                        "RIVULET_NODE_NAME",
                        name,
                        "RIVULET_HTTP_PORT",
                        Integer.toString(port),
                        "RIVULET_STORE_DATA",
                        folder.resolve(name).toString()));
        return shell.redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    private JsonNode get(int port) throws IOException, InterruptedException {
        URI status = URI.create("http://127.0.0.1:" + port + "/api/v1/status");
        return NodeClient.JSON.readTree(
                http.send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofByteArray())
                        .body());
    }

    private int up(int port) throws IOException, InterruptedException {
        int up = 0;
        for (JsonNode member : get(port).path("members")) {
            up += member.path("state").asText().equals("up") ? 1 : 0;
        }
        return up;
    }
}
