// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.CostRequestReader;
import io.rivulet.serialization.request.EntriesQuestion;
import io.rivulet.serialization.request.MatrixRequest;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.PageQuestion;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequest;
import io.rivulet.serialization.request.SolveRequestReader;
import io.rivulet.serialization.request.SolveUnder;
import io.rivulet.serialization.request.StatusQuestion;
import io.rivulet.serialization.request.VerifyRequestReader;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Schemas against the readers whose requests they describe.
class RequestSchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "6f1c7b1e-0f43-4d7c-9a54-0f7f6a9f6f10";
    private static final String SYSTEM =
            "{\"matrix\":{\"rows\":2,\"cols\":2,\"data\":{\"dense\":[[2,1],[1,2]]}},\"vector\":[1,2]}";

    /// Reads a document; its warnings.
    interface Reader {
        List<String> warnings(byte[] json);
    }

    static Stream<Arguments> readers() {
        RequestLimits limits = RequestLimits.DEFAULTS;
        return Stream.of(
                Arguments.of("solve", RequestSchemas.solve(), SYSTEM, (Reader)
                        json -> warnings(SolveRequestReader.read(new ByteArrayInputStream(json), limits))),
                Arguments.of("solveStream", RequestSchemas.solveStream(), SYSTEM, (Reader)
                        json -> warnings(SolveRequestReader.readStreamCall(new ByteArrayInputStream(json), limits)
                                .request())),
                Arguments.of(
                        "costUpdate",
                        RequestSchemas.costUpdate(),
                        "{\"session_id\":\"" + ID + "\",\"vector\":[1]}",
                        (Reader) json ->
                                CostRequestReader.readCall(json).message().warnings()),
                Arguments.of("matrix", RequestSchemas.matrix(), SYSTEM.replace(",\"vector\":[1,2]", ""), (Reader)
                        json -> MatrixRequest.read(new ByteArrayInputStream(json), limits)
                                .warnings()),
                Arguments.of(
                        "entries", RequestSchemas.entries(), "{\"session_id\":\"" + ID + "\",\"index\":0}", (Reader)
                                json -> EntriesQuestion.read(json).warnings()),
                Arguments.of("status", RequestSchemas.status(), "{\"session_id\":\"" + ID + "\"}", (Reader)
                        json -> StatusQuestion.read(json).warnings()),
                Arguments.of("page", RequestSchemas.page(), "{}", (Reader)
                        json -> PageQuestion.read(json).warnings()),
                Arguments.of("verify", RequestSchemas.verify(), "{\"session_id\":\"" + ID + "\"}", (Reader) json -> {
                    VerifyRequestReader.read(new ByteArrayInputStream(json), limits);
                    return List.of();
                }));
    }

    /// Under a workflow the request is whole only with its defaults.
    private static List<String> warnings(OpenRequest request) {
        return request instanceof SolveUnder under
                ? warnings(under.over(SessionSettings.DEFAULTS))
                : ((SolveRequest) request).warnings();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void aReaderKnowsEveryFieldThatItsSchemaNames(String name, Schema schema, String document, Reader reader)
            throws Exception {
        JsonNode described = JSON.valueToTree(schema.map());
        var tried = new ArrayList<String>();
        each(described, "", (pointer, value) -> {
            // Nulls count as left out, so every field can be tried beside any others; an unknown one is warned of, or,
            // where the reader minds the value, refused at its own place.
            ObjectNode with = (ObjectNode) JSON.readTree(document);
            put(with, pointer, value);
            tried.add(pointer);
            assertThat(complaints(reader, with)).as(pointer).noneMatch(text -> text.startsWith("unknown_field"));
        });
        assertThat(tried).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void aFieldThatNoSchemaNamesIsWarnedOf(String name, Schema schema, String document, Reader reader)
            throws Exception {
        ObjectNode with = (ObjectNode) JSON.readTree(document);
        with.put("no_such_field", 1);
        if (!name.equals("verify")) {
            assertThat(complaints(reader, with)).anyMatch(text -> text.startsWith("unknown_field"));
        }
    }

    private static List<String> complaints(Reader reader, JsonNode document) throws Exception {
        try {
            return reader.warnings(JSON.writeValueAsString(document).getBytes(UTF_8));
        } catch (RivuletException refused) {
            return List.of(refused.problem().detail());
        }
    }

    private interface Field {
        void at(String pointer, JsonNode value) throws Exception;
    }

    /// Every property of an object schema, at its pointer, with a value of its type.
    private static void each(JsonNode schema, String pointer, Field field) throws Exception {
        for (var property : schema.path("properties").properties()) {
            String at = pointer + "/" + property.getKey();
            field.at(at, sample(property.getValue()));
            each(property.getValue(), at, field);
        }
    }

    private static JsonNode sample(JsonNode schema) {
        if (schema.has("anyOf")) {
            return sample(schema.get("anyOf").get(0));
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(0);
        }
        return switch (schema.get("type").asText()) {
            case "string" -> JSON.getNodeFactory().textNode(ID);
            case "number", "integer" -> JSON.getNodeFactory().numberNode(1);
            case "boolean" -> JSON.getNodeFactory().booleanNode(true);
            case "array" -> JSON.createArrayNode();
            default -> JSON.createObjectNode();
        };
    }

    private static void put(ObjectNode document, String pointer, JsonNode value) {
        String[] names = pointer.substring(1).split("/");
        ObjectNode at = document;
        for (int k = 0; k < names.length - 1; k++) {
            at = at.get(names[k]) instanceof ObjectNode inner ? inner : at.putObject(names[k]);
        }
        at.set(names[names.length - 1], value);
    }
}
