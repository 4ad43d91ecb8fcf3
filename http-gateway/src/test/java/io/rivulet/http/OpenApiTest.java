// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.rivulet.http.DescribedInterface.Described;
import io.rivulet.http.limit.Limits;
import io.rivulet.http.openapi.DocumentRoutes;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Place;
import io.rivulet.http.settings.LimitSettings;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The document of the interface is one, and says of each route what the route is.
class OpenApiTest {
    /// As OpenAPI publishes it; see README.md beside it.
    private static final String META_SCHEMA = "/openapi/oas-3.1-schema-2022-10-07.json";

    @RegisterExtension
    static final OneNode node = OneNode.start(KnownCallers.settings());

    private static DescribedInterface described;

    @BeforeAll
    static void read() throws Exception {
        HttpResponse<String> answer = node.get("/openapi.json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        described = new DescribedInterface(OneNode.JSON.readTree(answer.body()));
    }

    private static List<Place> places() {
        var limits = Limits.start(node.system, false, LimitSettings.DEFAULTS, true, node.sessions.workflows());
        var slots = new StreamSlots(1, () -> false, limits);
        return Gateway.router(node.system, node.sessions, KnownCallers.settings(), limits, slots)
                .places();
    }

    @Test
    void itIsAnOpenApiDocument() throws Exception {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        try (InputStream in = OpenApiTest.class.getResourceAsStream(META_SCHEMA)) {
            assertThat(registry.getSchema(in, InputFormat.JSON).validate(described.document))
                    .isEmpty();
            var wrong = described.document.deepCopy();
            ((com.fasterxml.jackson.databind.node.ObjectNode) wrong.at("/paths/~1alive/get")).put("sumary", "typo");
            assertThat(registry.getSchema(OpenApiTest.class.getResourceAsStream(META_SCHEMA), InputFormat.JSON)
                            .validate(wrong))
                    .isNotEmpty();
        }
    }

    @Test
    void itsSchemasAreSchemas() {
        Schema schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        described
                .document
                .at("/components/schemas")
                .properties()
                .forEach(schema -> assertThat(schemas.validate(schema.getValue()))
                        .as(schema.getKey())
                        .isEmpty());
    }

    @Test
    void whatItRefersToIsThere() {
        assertThat(described.references()).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(described.document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
        Stream<String> mapped = described.document.findValues("mapping").stream()
                .flatMap(mapping -> mapping.properties().stream())
                .map(type -> type.getValue().asText());
        assertThat(mapped)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(described.references()).contains(reference));
    }

    @Test
    void everyRouteIsDescribedAndWhatIsDescribedHasARoute() {
        List<String> routes = places().stream()
                .map(place -> place.method() + " " + place.pattern())
                .toList();
        assertThat(DocumentRoutes.described()).containsExactlyInAnyOrderElementsOf(routes);
        assertThat(described.calls())
                .extracting(call -> call.method() + " " + call.path())
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void namesOfCallsAreUnique() {
        assertThat(described.calls()).extracting(Described::id).doesNotHaveDuplicates();
        List<String> ids = described.calls().stream().map(Described::id).toList();
        assertThat(described.document.findValuesAsText("operationId"))
                .isNotEmpty()
                .allSatisfy(id -> assertThat(ids).contains(id));
    }

    @Test
    void parametersOfPathsAreThoseOfThePath() {
        for (Described call : described.calls()) {
            List<String> named = call.parameters().stream()
                    .filter(parameter -> parameter.get("in").asText().equals("path"))
                    .map(parameter -> "{" + parameter.get("name").asText() + "}")
                    .toList();
            List<String> inPath = Stream.of(call.path().split("/"))
                    .filter(segment -> segment.startsWith("{"))
                    .toList();
            assertThat(named).as(call.id()).isEqualTo(inPath);
        }
    }

    @Test
    void rolesAndWaysToSayWhoCallsAreThoseOfTheRoute() {
        for (Place place : places()) {
            JsonNode call = described
                    .document
                    .at("/paths")
                    .path(place.pattern())
                    .path(place.method().toLowerCase(Locale.ROOT));
            String role = place.access() == Access.PUBLIC
                    ? "everybody"
                    : place.access().name().toLowerCase(Locale.ROOT);
            assertThat(call.get("x-role").asText()).as(place.pattern()).isEqualTo(role);
            assertThat(call.get("security").isEmpty()).isEqualTo(place.access() == Access.PUBLIC);
            assertThat(call.get("security").toString().contains("ticket")).isEqualTo(place.byBrowsers());
        }
    }

    @Test
    void codesStandAtTheirStatus() {
        for (Described call : described.calls()) {
            call.operation()
                    .get("responses")
                    .properties()
                    .forEach(response -> response.getValue()
                            .path("x-codes")
                            .forEach(code -> assertThat(
                                            ProblemCode.valueOf(code.asText().toUpperCase(Locale.ROOT))
                                                    .status())
                                    .as(call.id() + " " + code)
                                    .isEqualTo(Integer.parseInt(response.getKey()))));
        }
    }

    @Test
    void everyCodeIsNamedSomewhere() {
        String inText = described.document.at("/info/description").asText();
        String all = described.document.findValues("x-codes").stream()
                .flatMap(codes -> java.util.stream.StreamSupport.stream(codes.spliterator(), false))
                .map(JsonNode::asText)
                .collect(Collectors.joining(" ", " ", " "));
        for (ProblemCode code : ProblemCode.values()) {
            boolean inLinesOnly = code == ProblemCode.TOO_SLOW || code == ProblemCode.SOLVER_FAILED;
            assertThat(inLinesOnly || all.contains(" " + code.wireName() + " ") || inText.contains(code.wireName()))
                    .as(code.wireName())
                    .isTrue();
        }
    }

    @Test
    void everyKindOfLineIsWrittenAsDescribed() throws Exception {
        List<Line> lines = WrittenAnswers.lines();
        assertThat(lines.stream().<Class<?>>map(Line::getClass).distinct())
                .containsExactlyInAnyOrder(Line.class.getPermittedSubclasses());
        for (Line line : lines) {
            JsonNode written =
                    OneNode.JSON.readTree(LineEncoder.encode(line, WrittenAnswers.SESSION, 12, WrittenAnswers.NOW));
            described.assertFits(written, DescribedInterface.reference("StreamLine"), line.type());
            described.assertFits(written, DescribedInterface.reference("ServerFrame"), line.type());
        }
    }

    @Test
    void whatExamplesDoNotBringAboutIsWrittenAsDescribedToo() throws Exception {
        for (var answers : WrittenAnswers.others().entrySet()) {
            for (byte[] answer : answers.getValue()) {
                described.assertFits(
                        OneNode.JSON.readTree(answer),
                        DescribedInterface.reference(answers.getKey()),
                        answers.getKey());
            }
        }
    }

    @Test
    void whoIsNotKnownIsToldSoAsDescribed() throws Exception {
        for (Described call : described.calls()) {
            if (call.operation().get("x-role").asText().equals("everybody")) {
                continue;
            }
            String path = call.path().replaceAll("\\{[a-z]+}", "7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
            HttpResponse<String> answer = node.send(
                    node.request(path).method(call.method(), java.net.http.HttpRequest.BodyPublishers.noBody()));
            OneNode.assertProblem(answer, 401, "unauthenticated");
            assertThat(call.response(401).get("x-codes").toString()).contains("unauthenticated");
            described.assertFits(
                    OneNode.JSON.readTree(answer.body()),
                    call.response(401).at("/content/application~1problem+json/schema"),
                    call.id());
        }
    }

    @Test
    void itIsSentOnceToWhoHasItAndCompressedToWhoTakesThat() throws Exception {
        HttpResponse<String> first = node.get("/openapi.json");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = node.get("/openapi.json", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(node.get("/openapi.json", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
        assertThat(node.get("/openapi.json", "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .contains("gzip");
    }
}
