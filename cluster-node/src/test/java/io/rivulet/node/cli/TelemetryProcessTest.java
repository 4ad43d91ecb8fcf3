// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.telemetry.Receiver;
import io.rivulet.node.telemetry.Spans;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a process tells of itself: its log, its figures, its traces.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TelemetryProcessTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String QUIET_TRACE = "5bf92f3577b34da6a3ce929d0e0e4737";
    private static final String CLIENT_SPAN = "00f067aa0ba902b7";
    private static final String REQUEST = "POST /api/v1/solve-stream";
    private static final String WRITE = "journal write";

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static String urlIn(String ready) {
        return Arrays.stream(ready.split(" "))
                .filter(word -> word.startsWith("http://"))
                .findFirst()
                .orElseThrow();
    }

    private void solve(String url, String session, @Nullable String traceparent) throws Exception {
        solve(url, session, "", traceparent);
    }

    /// @param more fields of the request, each with a comma after it
    private void solve(String url, String session, String more, @Nullable String traceparent) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/api/v1/solve-stream"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{" + more + "\"session_id\":\"" + session
                        + "\",\"matrix\":{\"rows\":2,\"cols\":2,\"format\":\"dense\","
                        + "\"data\":{\"dense\":[[4,1],[1,3]]}},\"vector\":[1,2]}"));
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        assertThat(http.send(request.build(), BodyHandlers.ofString()).body()).contains("\"solution\"");
    }

    private static Spans.@Nullable Span named(List<Spans.Span> spans, String trace, String name) {
        return spans.stream()
                .filter(span -> span.trace().equals(trace) && span.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Test
    void aTraceGoesFromTheRequestToItsJournalWriteAndItsIdIsInTheLog() throws Exception {
        String kept = UUID.randomUUID().toString();
        String left = UUID.randomUUID().toString();
        String quiet = UUID.randomUUID().toString();
        try (var collector = new Receiver();
                ChildJvm node = ChildJvm.start(
                        folder,
                        Map.of(
                                // The log as a node has it, not as tests do.
                                "JDK_JAVA_OPTIONS", "-Dlogback.configurationFile=logback.xml",
                                "RIVULET_NODE_NAME", "traced",
                                "RIVULET_LOG_FORMAT", "json",
                                "RIVULET_TELEMETRY_TRACE_RATIO", "0",
                                "RIVULET_TELEMETRY_OTLP_ENDPOINT",
                                        collector.url("").toString()),
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        "data")) {
            String url = urlIn(node.awaitLine("ready at"));
            solve(url, left, null);
            applyQuietWorkflow(url);
            solve(url, quiet, "\"workflow\":\"quiet\",", "00-" + QUIET_TRACE + "-" + CLIENT_SPAN + "-01");
            solve(url, kept, "00-" + TRACE + "-" + CLIENT_SPAN + "-01");

            List<Spans.Span> spans = new ArrayList<>();
            while (named(spans, TRACE, WRITE) == null || named(spans, TRACE, REQUEST) == null) {
                Receiver.Post post = collector.next();
                assertThat(post.path()).isEqualTo("/v1/traces");
                spans.addAll(Spans.in(post.body()));
            }
            Spans.Span request = named(spans, TRACE, REQUEST);
            assertThat(request.parent()).isEqualTo(CLIENT_SPAN);
            assertThat(named(spans, TRACE, WRITE).parent()).isEqualTo(request.id());
            assertThat(named(spans, QUIET_TRACE, WRITE)).isNull();
            assertThat(spans)
                    .allMatch(span -> span.trace().equals(TRACE) || span.trace().equals(QUIET_TRACE));

            assertLog(node, left, kept);
            assertFigures(url, kept);
            node.terminate();
            assertThat(node.exitCode()).as(node.said()).isZero();
        }
    }

    /// Its sessions tell the log nothing of themselves, and are no part of a trace.
    private void applyQuietWorkflow(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/workflows"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"apiVersion": "flow-nexus.ruv.io/v1", "kind": "SolverWorkflow", "metadata": {"name": "quiet"},
                         "spec": {"monitoring": {"log_level": "error", "tracing": false}}}"""))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).doesNotContain("no_effect");
    }

    private static void assertLog(ChildJvm node, String... told) throws Exception {
        List<JsonNode> started = new ArrayList<>();
        // The JVM tells of its options and of the module that incubates, in its own words.
        for (String line : node.said()
                .lines()
                .filter(each -> !each.startsWith("WARNING: ") && !each.startsWith("NOTE: "))
                .toList()) {
            JsonNode json = new ObjectMapper().readTree(line);
            assertThat(json.get("node").asText()).isEqualTo("traced");
            assertThat(json.get("time").asText()).endsWith("Z");
            if (json.get("message").asText().startsWith("session_start ")) {
                started.add(json);
            }
        }
        assertThat(started).extracting(line -> line.get("session_id").asText()).containsExactly(told);
        assertThat(started.getFirst().has("trace_id")).isFalse();
        assertThat(started.getLast().get("trace_id").asText()).isEqualTo(TRACE);
        assertThat(started.getLast().at("/fields/rows").asInt()).isEqualTo(2);
    }

    /// Those of the JVM are there from the first tick on, a second after the start; ours always.
    private void assertFigures(String url, String session) throws Exception {
        HttpRequest scrape =
                HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
        String page = http.send(scrape, BodyHandlers.ofString()).body();
        while (!page.contains("jvm_memory_used_bytes")) {
            assertThat(page).contains("rivulet_sessions_opened_total 3\n");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            page = http.send(scrape, BodyHandlers.ofString()).body();
        }
        assertThat(page.lines().filter(line -> line.startsWith("# TYPE "))).doesNotHaveDuplicates();
        assertThat(page).doesNotContain(session);
    }
}
