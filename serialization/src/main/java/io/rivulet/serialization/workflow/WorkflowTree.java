// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.LoaderOptions;

/// The text of one document as a tree. Of YAML only what JSON has too: aliases, tags and a second document are refused,
/// so that a short text can't stand for a long one or for an object of a class. Fields that are null count as left out.
/// **Errors** [io.rivulet.serialization.problem.RivuletException] `malformed_json`, `malformed_body`.
final class WorkflowTree {
    /// Objects and lists inside each other; the schema has five.
    private static final int MAX_DEPTH = 30;

    /// Longest part of a parser's message that is repeated.
    private static final int MESSAGE_LENGTH = 200;

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .loaderOptions(loaderOptions())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Json.MAX_NUMBER_LENGTH)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final ProblemCode malformed;

    private WorkflowTree(JsonParser parser, ProblemCode malformed) {
        this.parser = parser;
        this.malformed = malformed;
    }

    private static LoaderOptions loaderOptions() {
        var options = new LoaderOptions();
        options.setCodePointLimit(WorkflowReader.MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        return options;
    }

    static JsonNode ofJson(byte[] text) {
        return parse(Json.FACTORY, text, ProblemCode.MALFORMED_JSON);
    }

    static JsonNode ofYaml(byte[] text) {
        return parse(YAML, text, ProblemCode.MALFORMED_BODY);
    }

    private static JsonNode parse(JsonFactory factory, byte[] text, ProblemCode malformed) {
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw Problem.of(ProblemCode.MALFORMED_BODY, "the document is not UTF-8")
                    .exception();
        }
        try (JsonParser parser = factory.createParser(decoded).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)) {
            return new WorkflowTree(parser, malformed).document();
        } catch (JsonProcessingException unreadable) {
            throw at(unreadable.getLocation(), malformed, message(unreadable)).exception();
        } catch (IOException impossible) {
            throw new IllegalStateException("a text in memory could not be read", impossible);
        }
    }

    private static String message(JsonProcessingException unreadable) {
        String whole = unreadable.getOriginalMessage().replaceAll("\\s+", " ").strip();
        return "the document can't be read: "
                + (whole.length() <= MESSAGE_LENGTH ? whole : whole.substring(0, MESSAGE_LENGTH) + "…");
    }

    private JsonNode document() throws IOException {
        if (parser.nextToken() == null) {
            throw fault("the document is empty").exception();
        }
        JsonNode root = value();
        if (parser.nextToken() != null) {
            throw fault("something follows the document")
                    .hint("Apply one document at a time.")
                    .exception();
        }
        return root;
    }

    private JsonNode value() throws IOException {
        refuseWhatJsonLacks();
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(nodes.objectNode());
            case START_ARRAY -> array(nodes.arrayNode());
            case VALUE_STRING -> nodes.textNode(encodable(parser.getText()));
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case BIG_INTEGER -> nodes.numberNode(parser.getBigIntegerValue());
                    default -> nodes.numberNode(parser.getLongValue());
                };
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(finite(parser.getDoubleValue()));
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case null, default -> throw fault("the document breaks off").exception();
        };
    }

    private JsonNode object(ObjectNode object) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = encodable(parser.currentName());
            parser.nextToken();
            JsonNode value = value();
            if (!value.isNull()) {
                object.set(name, value);
            }
        }
        return object;
    }

    private JsonNode array(ArrayNode array) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value());
        }
        return array;
    }

    private void refuseWhatJsonLacks() throws IOException {
        if (!(parser instanceof YAMLParser yaml)) {
            return;
        }
        if (yaml.isCurrentAlias()) {
            throw fault("the document has an alias, *" + shortened(yaml.getText()))
                    .hint("Write out what it stands for: aliases are not taken.")
                    .exception();
        }
        Object tag = yaml.getTypeId();
        if (tag != null) {
            throw fault("the document has the tag " + shortened(tag.toString()))
                    .hint("Leave it out: tags are not taken.")
                    .exception();
        }
    }

    private double finite(double value) {
        if (!Double.isFinite(value)) {
            throw fault("a number is too large for a double").exception();
        }
        return value;
    }

    /// Half of a surrogate pair would be stored as something else.
    private String encodable(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw fault("a text has half of a surrogate pair").exception();
        }
        return text;
    }

    private Problem fault(String what) {
        return at(parser.currentTokenLocation(), malformed, what);
    }

    private static Problem at(JsonLocation place, ProblemCode code, String what) {
        return place == null || place.getLineNr() < 1
                ? Problem.of(code, what)
                : Problem.of(code, what + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")")
                        .place(place.getLineNr(), place.getColumnNr());
    }

    private static String shortened(String text) {
        return text.length() <= MESSAGE_LENGTH ? text : text.substring(0, MESSAGE_LENGTH) + "…";
    }
}
