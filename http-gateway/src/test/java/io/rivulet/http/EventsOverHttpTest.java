// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sessions told as server-sent events: one node in this process.
class EventsOverHttpTest {
    private static final String SOLVE_STREAM = "/api/v1/solve-stream";
    private static final String EVENTS = "text/event-stream";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults().streams(8, Duration.ofSeconds(2)));

    private record Event(String name, String id, JsonNode data) {}

    /// By the rules of the HTML standard: fields to a blank line, what has no data is no event.
    private static List<Event> events(String body) throws IOException {
        var events = new ArrayList<Event>();
        for (String block : body.split("\n\n")) {
            String name = "";
            String id = "";
            String data = "";
            for (String field : block.split("\n")) {
                int colon = field.indexOf(": ");
                String value = field.substring(colon + 2);
                switch (field.substring(0, colon)) {
                    case "event" -> name = value;
                    case "id" -> id = value;
                    case "data" -> data = value;
                    case "retry" -> assertThat(Integer.parseInt(value)).isPositive();
                    default -> throw new AssertionError("no field of an event: " + field);
                }
            }
            if (!data.isEmpty()) {
                events.add(new Event(name, id, OneNode.JSON.readTree(data)));
            }
        }
        return events;
    }

    @Test
    void everyLineIsAnEvent() throws Exception {
        HttpResponse<String> answer = node.post(SOLVE_STREAM, "application/json", SmallSystem.SOLVE, "Accept", EVENTS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(EVENTS);
        assertThat(answer.body()).startsWith("retry: ");
        List<Event> events = events(answer.body());
        assertThat(events).allSatisfy(event -> {
            assertThat(event.name()).isEqualTo(event.data().get("type").asText());
            assertThat(event.id()).isEqualTo(event.data().get("seq").asText());
        });
        assertThat(events.getLast().name()).isEqualTo("session_closed");
        String path =
                "/api/v1/sessions/" + events.getFirst().data().get("session_id").asText() + "/stream?from=0";
        assertThat(events.stream().map(Event::data))
                .containsExactlyElementsOf(OneNode.lines(node.get(path).body()));
    }

    @Test
    void aBrowserThatComesBackGoesOnWhereItWas() throws Exception {
        List<Event> first = events(node.post(SOLVE_STREAM, "application/json", SmallSystem.SOLVE, "Accept", EVENTS)
                .body());
        String session = first.getFirst().data().get("session_id").asText();
        String token = first.getFirst().data().get("resume_token").asText();
        // The address stays the one it began with: what it has by now stands in the header.
        String path = "/api/v1/sessions/" + session + "/stream?from=0&resume_token=" + token;
        List<Event> again = events(
                node.get(path, "Accept", EVENTS, "Last-Event-ID", first.get(1).id())
                        .body());
        assertThat(again).containsExactlyElementsOf(first.subList(2, first.size()));
    }

    @Test
    void theSameRequestSentAgainGoesOnWhereItWas() throws Exception {
        String request = SmallSystem.SOLVE.replaceFirst("\\{", "{\"session_id\":\"" + UUID.randomUUID() + "\",");
        List<Event> first = events(node.post(SOLVE_STREAM, "application/json", request, "Accept", EVENTS)
                .body());
        List<Event> again = events(node.post(
                        SOLVE_STREAM,
                        "application/json",
                        request,
                        "Accept",
                        EVENTS,
                        "Last-Event-ID",
                        first.get(1).id())
                .body());
        assertThat(again).containsExactlyElementsOf(first.subList(2, first.size()));
    }

    @Test
    void theEndOfAConnectionHasNoId() throws Exception {
        HttpResponse<Stream<String>> answer = node.stream(node.request(SOLVE_STREAM)
                .header("Content-Type", "application/json")
                .header("Accept", EVENTS)
                .POST(BodyPublishers.ofString(SmallSystem.LIVE)));
        List<String> fields = answer.body().toList();
        List<Event> events = events(String.join("\n", fields) + "\n");
        Event end = events.getLast();
        assertThat(end.data().get("reason").asText()).isEqualTo("max_duration");
        assertThat(end.id()).isEmpty();
        assertThat(end.data().get("resume_from").asLong())
                .isEqualTo(Long.parseLong(events.get(events.size() - 2).id()) + 1);
        node.delete(answer.headers().firstValue("X-Session-Id").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "text/event-stream, text/event-stream",
        "'text/event-stream;q=0.5, application/x-ndjson', application/x-ndjson",
        "text/*, text/event-stream",
        "*/*, application/x-ndjson",
        "'application/json;q=0.9, text/event-stream;q=0.1', text/event-stream",
    })
    void acceptDecides(String accept, String given) throws Exception {
        HttpResponse<String> answer = node.post(SOLVE_STREAM, "application/json", SmallSystem.SOLVE, "Accept", accept);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(given);
    }
}
