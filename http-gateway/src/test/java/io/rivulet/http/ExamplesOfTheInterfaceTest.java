// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.DescribedInterface.Described;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every example in the document is sent to a running node, in the order of the document, and every answer is what the
/// document says: its status, its type, each of its fields.
class ExamplesOfTheInterfaceTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final String FORM = "multipart/form-data";
    private static final String BOUNDARY = "between-the-parts";
    private static final String PROBLEM = "application/problem+json";
    private static final Set<String> SEQUENCES = Set.of("application/x-ndjson", "text/event-stream");
    /// Nobody says anything there before something has happened.
    private static final Set<String> SILENT = Set.of("mcpListen");
    /// They are sockets; FieldStreamsTest says all of their messages.
    private static final Set<String> FIELD_SOCKETS =
            Set.of("/ws/stream_features", "/ws/simulation_live", "/ws/stream", "/ws/heartbeat");

    /// Needs a poll of voters that is under way: OutsideVerifiersTest has one.
    private static final Set<String> ELSEWHERE = Set.of("askedX");

    private record Body(String type, JsonNode example) {
        int status() {
            return example.get("x-status").asInt();
        }
    }

    private final OneNode node = OneNode.start(KnownCallers.settings());
    private final DescribedInterface described;
    /// Values that one answer has for a later call, by the call's id and the name of its parameter.
    private final Map<String, String> linked = new HashMap<>();
    private final Set<String> seen = new TreeSet<>();

    ExamplesOfTheInterfaceTest() throws Exception {
        described = new DescribedInterface(
                OneNode.JSON.readTree(node.get("/openapi.json").body()));
    }

    @Test
    void everyExampleIsAnsweredAsTheDocumentSays() throws Exception {
        try (node) {
            for (Described call : described.calls()) {
                if (FIELD_SOCKETS.contains(call.path())) {
                    FieldClient.open(node, call.path()).close();
                } else if (call.id().equals("openSocket")) {
                    sendFrames(call);
                } else if (call.id().equals("leave") || call.id().equals("down")) {
                    sendAbout("second-" + call.id(), call);
                } else if (!ELSEWHERE.contains(call.id())) {
                    sendAll(call);
                    assertAllSeen(call);
                }
            }
        }
    }

    /// Of another member, as which one is started for it.
    private void sendAbout(String member, Described call) throws Exception {
        linked.put(call.id() + " address", member);
        try (var _ = new OneNode(member, KnownCallers.settings(), "", node)) {
            awaitMember(member);
            sendAll(call);
        }
        assertAllSeen(call);
    }

    private void awaitMember(String name) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!node.get("/api/v1/status", KnownCallers.bearer(KnownCallers.ADMIN))
                .body()
                .contains("\"" + name + "\"")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private void sendAll(Described call) throws Exception {
        List<Map<String, String>> paths = paths(call);
        List<Body> bodies = bodies(call);
        for (Map<String, String> path : paths) {
            if (bodies.isEmpty()
                    || !call.operation().at("/requestBody/required").asBoolean()) {
                send(call, path, required(call), null, null);
            }
            for (Body body : bodies) {
                send(call, path, required(call), body, null);
            }
        }
        Body first = bodies.isEmpty() ? null : bodies.getFirst();
        Set<String> types = new TreeSet<>();
        call.replies().values().forEach(contents -> types.addAll(contents.keySet()));
        if (types.size() > 1) {
            for (String type : types) {
                send(call, paths.getFirst(), required(call), bodyFor(bodies, type), type);
            }
        }
        List<JsonNode> all = call.parameters().stream()
                .filter(parameter -> value(call, parameter) != null)
                .toList();
        if (all.size() > required(call).size()) {
            send(call, paths.getFirst(), all, first, null);
        }
    }

    /// What is answered by lines is asked by lines, where it can be; the first message of a protocol is not the one to
    /// ask for another form.
    private static @Nullable Body bodyFor(List<Body> bodies, String type) {
        return bodies.stream()
                .filter(body -> body.type().equals(type))
                .findFirst()
                .orElse(bodies.stream()
                        .filter(body -> body.status() < 300)
                        .reduce((_, later) -> later)
                        .orElse(null));
    }

    /// Each way to fill the path.
    private List<Map<String, String>> paths(Described call) {
        List<Map<String, String>> ways = List.of(Map.of());
        for (JsonNode parameter : call.parameters()) {
            if (parameter.get("in").asText().equals("path")) {
                String name = parameter.get("name").asText();
                var more = new ArrayList<Map<String, String>>();
                for (Map<String, String> way : ways) {
                    for (String value : values(call, parameter)) {
                        var filled = new HashMap<>(way);
                        filled.put(name, value);
                        more.add(filled);
                    }
                }
                ways = more;
            }
        }
        assertThat(ways).as(call.id()).isNotEmpty();
        return ways;
    }

    private List<String> values(Described call, JsonNode parameter) {
        String known = linked.get(call.id() + " " + parameter.get("name").asText());
        if (known != null) {
            return List.of(known);
        }
        if (parameter.has("example")) {
            return List.of(parameter.get("example").asText());
        }
        var values = new ArrayList<String>();
        parameter
                .path("examples")
                .forEach(example -> values.add(example.get("value").asText()));
        return values;
    }

    private @Nullable String value(Described call, JsonNode parameter) {
        List<String> values = values(call, parameter);
        return values.isEmpty() ? null : values.getFirst();
    }

    /// Those that have to be there, and those that an answer has told.
    private List<JsonNode> required(Described call) {
        return call.parameters().stream()
                .filter(parameter -> parameter.get("required").asBoolean()
                        || linked.containsKey(
                                call.id() + " " + parameter.get("name").asText()))
                .toList();
    }

    private List<Body> bodies(Described call) {
        var bodies = new ArrayList<Body>();
        call.bodies()
                .forEach((type, content) -> content.path("examples").forEach(example -> {
                    Body body = new Body(type, example);
                    if (body.status() < 300) {
                        assertFitsWhatIsAsked(content, body, call.id());
                    }
                    bodies.add(body);
                }));
        return bodies;
    }

    private void assertFitsWhatIsAsked(JsonNode content, Body body, String what) {
        if (content.has("x-itemSchema")) {
            body.example()
                    .get("value")
                    .asText()
                    .lines()
                    .forEach(line -> described.assertFits(json(line), content.get("x-itemSchema"), what));
        } else if (body.example().has("value")) {
            described.assertFits(body.example().get("value"), content.get("schema"), what);
        }
    }

    private void send(
            Described call,
            Map<String, String> path,
            List<JsonNode> parameters,
            @Nullable Body body,
            @Nullable String accept)
            throws Exception {
        String address = call.path();
        var query = new ArrayList<String>();
        var headers = new LinkedHashMap<String, String>();
        headers.put("Authorization", "Bearer " + KnownCallers.ADMIN);
        for (JsonNode parameter : parameters) {
            String name = parameter.get("name").asText();
            String value = value(call, parameter);
            assertThat(value).as(call.id() + " needs a value of " + name).isNotNull();
            switch (parameter.get("in").asText()) {
                case "path" -> address = address.replace("{" + name + "}", encoded(path.get(name)));
                case "query" -> query.add(name + "=" + encoded(value));
                default -> headers.put(name, value);
            }
        }
        if (accept != null) {
            headers.put("Accept", accept);
        } else if (call.id().equals("mcpPost")) {
            headers.put("Accept", "application/json, text/event-stream");
        }
        HttpRequest.Builder request = node.request(address + (query.isEmpty() ? "" : "?" + String.join("&", query)));
        headers.forEach(request::header);
        if (body == null) {
            request.method(call.method(), BodyPublishers.noBody());
        } else {
            request.header("Content-Type", body.type().equals(FORM) ? FORM + "; boundary=" + BOUNDARY : body.type())
                    .method(call.method(), BodyPublishers.ofByteArray(bytes(body)));
        }
        String what =
                call.id() + (body == null ? "" : " " + body.example().get("summary")) + " " + accept + " " + query;
        HttpResponse<Stream<String>> answer = node.stream(request);
        assertAnswered(call, what, body, answer, accept);
    }

    private void assertAnswered(
            Described call,
            String what,
            @Nullable Body body,
            HttpResponse<Stream<String>> answer,
            @Nullable String accept) {
        int status = answer.statusCode();
        String type = answer.headers()
                .firstValue("Content-Type")
                .map(given -> given.split(";")[0].strip())
                .orElse("");
        boolean once = accept == null && body != null;
        if (status >= 300 && (!once || body.status() != status)) {
            throw new AssertionError(
                    what + " is answered by " + status + " " + answer.body().toList());
        }
        JsonNode documented = call.response(status);
        assertThat(documented.isMissingNode()).as(what + " " + status).isFalse();
        if (once && body.status() >= 300) {
            assertThat(type).isEqualTo(PROBLEM);
            JsonNode problem = json(text(answer));
            described.assertFits(problem, documented.at("/content/application~1problem+json/schema"), what);
            assertThat(documented.get("x-codes").toString())
                    .contains("\"" + problem.get("code").asText() + "\"");
            return;
        }
        assertThat(documented.path("content").isEmpty()).as(what + " " + type).isEqualTo(type.isEmpty());
        seen.add(call.id() + " " + status + " " + type);
        if (type.isEmpty()) {
            return;
        }
        JsonNode content = documented.path("content").path(type);
        assertThat(content.isMissingNode()).as(what + " " + type).isFalse();
        if (accept != null && !call.path().endsWith("/{file}")) {
            assertThat(type).as(what).isEqualTo(accept);
        }
        assertDocumentedHeaders(documented, answer, what);
        if (SEQUENCES.contains(type)) {
            assertEachFits(call, what, content.get("x-itemSchema"), answer);
        } else if (type.equals("application/json")) {
            JsonNode value = json(text(answer));
            described.assertFits(value, content.get("schema"), what);
            keepLinks(documented, answer, value);
        } else {
            assertThat(text(answer)).as(what).isNotEmpty();
        }
    }

    private static void assertDocumentedHeaders(JsonNode documented, HttpResponse<?> answer, String what) {
        for (var header : documented.path("headers").properties()) {
            // Later messages of an MCP session do not repeat its name.
            if (!header.getKey().equals("Mcp-Session-Id")) {
                assertThat(answer.headers().firstValue(header.getKey()))
                        .as(what + " " + header.getKey())
                        .isPresent();
            }
        }
    }

    private static String text(HttpResponse<Stream<String>> answer) {
        try (Stream<String> lines = answer.body()) {
            return String.join("\n", lines.toList());
        }
    }

    /// Of a stream that is only read, its first line; of one that answers a body, all.
    private void assertEachFits(Described call, String what, JsonNode schema, HttpResponse<Stream<String>> answer) {
        try (Stream<String> body = answer.body()) {
            if (SILENT.contains(call.id())) {
                return;
            }
            int fitting = 0;
            for (Iterator<String> lines = body.iterator(); lines.hasNext(); ) {
                String line = lines.next();
                if (line.startsWith("{") || line.startsWith("data:")) {
                    described.assertFits(json(line.substring(line.indexOf('{'))), schema, what);
                    fitting++;
                    if (call.method().equals("GET")) {
                        break;
                    }
                }
            }
            assertThat(fitting).as(what).isPositive();
        }
    }

    private void keepLinks(JsonNode documented, HttpResponse<?> answer, JsonNode value) {
        documented
                .path("links")
                .forEach(link -> link.get("parameters").properties().forEach(parameter -> {
                    String expression = parameter.getValue().asText();
                    String name = link.get("operationId").asText() + " " + parameter.getKey();
                    String header = "$response.header.";
                    if (expression.startsWith(header)) {
                        answer.headers()
                                .firstValue(expression.substring(header.length()))
                                .ifPresent(found -> linked.put(name, found));
                    } else {
                        String pointer = expression.substring(expression.indexOf('#') + 1);
                        assertThat(value.at(JsonPointer.compile(pointer)).isTextual())
                                .as(expression)
                                .isTrue();
                        linked.put(name, value.at(JsonPointer.compile(pointer)).asText());
                    }
                }));
    }

    private void assertAllSeen(Described call) {
        call.replies().forEach((status, contents) -> {
            if (contents.isEmpty()) {
                assertThat(seen).contains(call.id() + " " + status + " ");
            }
            contents.keySet().forEach(type -> assertThat(seen).contains(call.id() + " " + status + " " + type));
        });
    }

    private static byte[] bytes(Body body) {
        JsonNode value = body.example().get("value");
        if (body.example().has("x-base64")) {
            return Base64.getDecoder().decode(body.example().get("x-base64").asText());
        }
        if (body.type().equals(FORM)) {
            var form = new StringBuilder();
            value.properties()
                    .forEach(part -> form.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                            .append(part.getKey())
                            .append("\"\r\n\r\n")
                            .append(
                                    part.getValue().isTextual()
                                            ? part.getValue().asText()
                                            : part.getValue().toString())
                            .append("\r\n"));
            return form.append("--" + BOUNDARY + "--\r\n").toString().getBytes(UTF_8);
        }
        return (value.isTextual() ? value.asText() : value.toString()).getBytes(UTF_8);
    }

    private static String encoded(@Nullable String value) {
        return URLEncoder.encode(String.valueOf(value), UTF_8);
    }

    private static JsonNode json(String text) {
        try {
            return OneNode.JSON.readTree(text);
        } catch (java.io.IOException unreadable) {
            throw new AssertionError(text, unreadable);
        }
    }

    private void sendFrames(Described call) throws Exception {
        var sent = DescribedInterface.reference("ClientFrame");
        var received = DescribedInterface.reference("ServerFrame");
        Set<String> types = new TreeSet<>();
        try (var socket = SocketClient.open(node, "", "Authorization", "Bearer " + KnownCallers.ADMIN)) {
            for (JsonNode frame : call.operation().get("x-frames")) {
                JsonNode value = frame.get("value");
                described.assertFits(value, sent, "frame");
                socket.send(value.toString());
                types.add(value.get("type").asText());
                JsonNode answer = null;
                while (answer == null) {
                    JsonNode next = socket.next();
                    described.assertFits(next, received, "a frame after " + value);
                    answer = next.path("in_reply_to").equals(value.get("id")) ? next : null;
                }
                assertThat(answer.get("type")).as(value + " " + answer).isEqualTo(frame.get("x-answer"));
            }
        }
        Set<String> all = new TreeSet<>();
        described
                .document
                .at("/components/schemas/ClientFrame/discriminator/mapping")
                .fieldNames()
                .forEachRemaining(all::add);
        assertThat(types).isEqualTo(all);
    }
}
