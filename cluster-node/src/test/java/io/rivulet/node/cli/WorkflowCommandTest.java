// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rivulet workflow` against answers written down here.
final class WorkflowCommandTest {
    @TempDir
    Path folder;

    private HttpServer server;
    private String url;
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private volatile String answer = "{\"name\":\"w\",\"warnings\":[\"no_effect: /spec/monitoring/tracing: why\"]}";

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("w.yaml"), "kind: SolverWorkflow\n");
        Files.writeString(folder.resolve("w.json"), "{}");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/api/v1/workflows", exchange -> {
            calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8).strip());
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private CliRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("workflow"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--server", url));
        return CliRun.of(folder, all.toArray(String[]::new));
    }

    @Test
    void aFileIsAppliedAsWhatItsNameSays() {
        CliRun yaml = run("apply", "w.yaml");
        assertThat(yaml.code()).isZero();
        assertThat(yaml.out()).isEqualTo("applied w\n");
        assertThat(yaml.err()).contains("warning: no_effect: /spec/monitoring/tracing");
        assertThat(run("apply", "w.json").code()).isZero();
        assertThat(calls)
                .containsExactly(
                        "POST /api/v1/workflows application/yaml kind: SolverWorkflow",
                        "POST /api/v1/workflows application/json {}");
    }

    @Test
    void oneIsReadAndDeletedAndAllAreListed() {
        assertThat(run("get", "a b").out()).contains("\"name\" : \"w\"");
        answer =
                "{\"workflows\":[{\"name\":\"w\",\"applied_at\":\"2026-01-01T00:00:00.000Z\",\"agents\":3,\"warnings\":4}]}";
        assertThat(run("list").out()).contains("NAME", "w ", "2026-01-01T00:00:00.000Z");
        assertThat(run("list", "--json").out().strip()).isEqualTo(answer);
        status = 204;
        answer = "";
        assertThat(run("delete", "w").out()).isEqualTo("deleted w\n");
        assertThat(calls.getFirst()).startsWith("GET /api/v1/workflows/a%20b ");
        assertThat(calls.getLast()).startsWith("DELETE /api/v1/workflows/w ");
    }

    @Test
    void refusalsAndAbsentFilesHaveTheirExitCodes() {
        assertThat(run("apply", "nowhere.yaml").code()).isEqualTo(2);
        assertThat(calls).isEmpty();
        status = 422;
        answer =
                "{\"detail\":\"is wrong\",\"code\":\"out_of_range\",\"pointer\":\"/spec/agents/0/replicas\",\"hint\":\"h\"}";
        CliRun refused = run("apply", "w.yaml");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("/spec/agents/0/replicas");
        status = 403;
        assertThat(run("list").code()).isEqualTo(4);
        server.stop(0);
        assertThat(run("delete", "w").code()).isEqualTo(3);
    }
}
