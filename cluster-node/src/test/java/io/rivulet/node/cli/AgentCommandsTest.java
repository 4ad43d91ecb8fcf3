// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rivulet certs`, `agent` and `task` as their caller sees them.
final class AgentCommandsTest {
    @TempDir
    Path folder;

    @Test
    void certificatesAreMadeListedAndRevoked() {
        CliRun made = CliRun.of(folder, "certs", "init", "--name", "node.example");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains("node.example, localhost, 127.0.0.1");
        assertThat(CliRun.of(folder, "certs", "init").code()).isEqualTo(2);

        CliRun issued = CliRun.of(folder, "certs", "issue", "a1");
        assertThat(issued.code()).as(issued.err()).isZero();
        Path own = folder.resolve("rivulet-data/quic/issued/a1");
        assertThat(issued.out()).contains("issued a1", own.toString());
        assertThat(own.resolve("agent-key.pem")).exists();
        assertThat(CliRun.of(folder, "certs", "issue", "a b").code()).isEqualTo(2);
        assertThat(rowOf("a1")).endsWith("admitted");

        assertThat(CliRun.of(folder, "certs", "revoke", "a1").out()).isEqualTo("revoked a1\n");
        assertThat(rowOf("a1")).endsWith("revoked");
        assertThat(CliRun.of(folder, "certs", "revoke", "nobody").code()).isEqualTo(2);
    }

    @Test
    void theEnvironmentNamesTheFolder() {
        Map<String, String> environment = Map.of("RIVULET_QUIC_CERT_DIR", "elsewhere");
        assertThat(CliRun.of(folder, environment, false, "certs", "init").code())
                .isZero();
        assertThat(folder.resolve("elsewhere/ca.pem")).exists();
    }

    private String rowOf(String name) {
        return CliRun.of(folder, "certs", "list")
                .out()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anAgentThatCanNotBeOneIsToldWhy() {
        assertThat(CliRun.of(folder, "certs", "init").code()).isZero();
        assertThat(CliRun.of(folder, "certs", "issue", "a1").code()).isZero();
        String own = "rivulet-data/quic/issued/a1";
        refused("no HOST:PORT", "--coordinator", "nowhere", "--cert", own);
        refused("no type of agents", "--coordinator", "127.0.0.1:1", "--cert", own, "--type", "Poet");
        refused("--tasks", "--coordinator", "127.0.0.1:1", "--cert", own, "--tasks", "0");
        refused("can't be read", "--coordinator", "127.0.0.1:1", "--cert", "nothing-here");
    }

    private void refused(String why, String... options) {
        List<String> words = new ArrayList<>(List.of("agent"));
        words.addAll(List.of(options));
        CliRun run = CliRun.of(folder, words.toArray(String[]::new));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(why);
    }

    @Test
    void tasksAreSentAndListed() throws Exception {
        List<String> bodies = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/api/v1/tasks", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            bodies.add(body);
            byte[] answer = (exchange.getRequestMethod().equals("POST")
                            ? "{\"task_id\":\"t-1\"}"
                            : "{\"tasks\":[{\"task_id\":\"t-1\",\"kind\":\"PatternMatch\",\"state\":\"queued\","
                                    + "\"attempt\":0,\"agent_id\":null}]}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            Files.writeString(folder.resolve("task.json"), "{\"task_type\":{}}");
            assertThat(CliRun.of(folder, "task", "submit", "task.json", "--server", url)
                            .out())
                    .isEqualTo("t-1\n");
            assertThat(bodies).containsExactly("{\"task_type\":{}}");
            assertThat(CliRun.of(folder, "task", "list", "--server", url).out())
                    .matches("(?s)TASK +KIND +STATE +ATTEMPT +AGENT\nt-1 +PatternMatch +queued +0 +-\n");
            CliRun absent = CliRun.of(folder, "task", "submit", "absent.json", "--server", url);
            assertThat(absent.code()).isEqualTo(2);
            assertThat(absent.err()).contains("absent.json: no such file");
        } finally {
            server.stop(0);
        }
    }
}
