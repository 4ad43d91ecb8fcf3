// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `GET /api/v1/events` as watchers read it.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventsOfANodeTest {
    private static final String EVENTS = "/api/v1/events";

    @RegisterExtension
    static final OneNode node = OneNode.start(KnownCallers.settings());

    private static String open(String key, String name) throws Exception {
        String id = UUID.randomUUID().toString();
        HttpResponse<String> answer = node.post(
                "/api/v1/solve-stream",
                "application/json",
                "{\"session_id\":\"" + id + "\",\"name\":\"" + name + "\"," + SmallSystem.MATRIX + "}",
                KnownCallers.bearer(key));
        assertThat(answer.statusCode()).isEqualTo(200);
        return id;
    }

    private static JsonNode next(Iterator<String> lines, String type, String with) throws Exception {
        return OneNode.JSON.readTree(until(lines, type, with));
    }

    private static String until(Iterator<String> lines, String type, String with) {
        String line;
        do {
            line = OneNode.until(lines, "\"type\":\"" + type + "\"");
        } while (!line.contains(with));
        return line;
    }

    @Test
    void theFirstLineSaysWhoCallsAndTheRestFollowsTheCallersSessions() throws Exception {
        String before = open(KnownCallers.ALICE, "before");
        HttpResponse<Stream<String>> answer =
                node.stream(node.request(EVENTS).headers(KnownCallers.bearer(KnownCallers.ALICE)));
        try (Stream<String> body = answer.body()) {
            Iterator<String> lines = body.iterator();
            JsonNode hello = OneNode.JSON.readTree(lines.next());
            assertThat(hello.get("type").asText()).isEqualTo("hello");
            assertThat(hello.get("principal").asText()).isEqualTo("alice");
            assertThat(hello.get("role").asText()).isEqualTo("user");
            JsonNode cluster = next(lines, "cluster", "");
            assertThat(cluster.at("/status/members")).hasSize(1);
            JsonNode first = next(lines, "sessions", before);
            assertThat(first.get("whole").asBoolean()).isTrue();
            assertThat(first.get("rows").findValuesAsText("name")).contains("before");

            String others = open(KnownCallers.BOB, "of somebody else");
            String id = open(KnownCallers.ALICE, "added");
            JsonNode added = next(lines, "sessions", id);
            assertThat(added.get("whole").asBoolean()).isFalse();
            assertThat(added.toString()).doesNotContain(others, before);
            assertThat(node.send(node.request("/api/v1/sessions/" + id)
                                    .headers(KnownCallers.bearer(KnownCallers.ALICE))
                                    .DELETE())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(next(lines, "sessions", "\"gone\":[\"" + id).get("rows")).isEmpty();
        }
    }

    @Test
    void shardsAreToldWithTheirNodes() throws Exception {
        open(KnownCallers.BOB, "anywhere");
        HttpResponse<Stream<String>> answer =
                node.stream(node.request(EVENTS).headers(KnownCallers.bearer(KnownCallers.BOB)));
        try (Stream<String> body = answer.body()) {
            JsonNode cluster = next(body.iterator(), "cluster", "\"shard\":");
            assertThat(cluster.get("shards").get(0).get("node").asText()).isEqualTo("test-node");
        }
    }

    @Test
    void itEndsWhenItIsToldToAndCanBeReadAsEvents() throws Exception {
        HttpResponse<String> lines = node.get(EVENTS + "?lines=2", KnownCallers.bearer(KnownCallers.ADMIN));
        assertThat(OneNode.lines(lines.body()))
                .extracting(line -> line.get("type").asText())
                .isEqualTo(List.of("hello", "cluster"));
        HttpResponse<String> events = node.get(
                EVENTS + "?lines=1", "Authorization", "Bearer " + KnownCallers.ADMIN, "Accept", "text/event-stream");
        assertThat(events.body()).startsWith("event: hello\ndata: {").endsWith("\n\n");
        OneNode.assertProblem(
                node.get(EVENTS + "?lines=0", KnownCallers.bearer(KnownCallers.ADMIN)), 422, "out_of_range");
    }

    @Test
    void aPortraitShowsWhereEntriesLieAndIsItsOwnersAlone() throws Exception {
        String id = open(KnownCallers.ALICE, "portrait");
        String path = "/api/v1/sessions/" + id + "/portrait";
        JsonNode portrait = OneNode.JSON.readTree(
                node.get(path, KnownCallers.bearer(KnownCallers.ALICE)).body());
        int side = portrait.get("side").asInt();
        assertThat(side).isEqualTo(portrait.get("rows").asInt());
        assertThat(portrait.get("cells")).hasSize(side * side);
        int rows = 0;
        for (JsonNode band : portrait.get("dominance")) {
            rows += band.get("rows").asInt();
        }
        assertThat(rows).isEqualTo(portrait.get("rows").asInt());
        assertThat(OneNode.JSON
                        .readTree(node.get(path + "?side=1", KnownCallers.bearer(KnownCallers.ALICE))
                                .body())
                        .get("cells")
                        .get(0))
                .isEqualTo(portrait.get("nnz"));
        OneNode.assertProblem(node.get(path, KnownCallers.bearer(KnownCallers.ADMIN)), 404, "session_not_found");
        OneNode.assertProblem(
                node.get(path + "?side=257", KnownCallers.bearer(KnownCallers.ALICE)), 422, "out_of_range");
    }
}
