// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.serialization.json.Json;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// The JSON of envelopes, strict: UTF-8 as it has to be, no field twice, at most [#MOST_DEPTH] levels, no NaN, nothing
/// behind the object. Fields that nobody knows are let pass.
/// **Thread** any.
/// **Errors** [ProtocolException] with `BAD_JSON`.
public final class AgentJson {
    public static final int MOST_DEPTH = 32;
    private static final int VERSION = 1;
    private static final int MOST_ID = 128;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxStringLength(Json.MAX_STRING_LENGTH)
                            .maxNumberLength(Json.MAX_NUMBER_LENGTH)
                            .maxNameLength(Json.MAX_NAME_LENGTH)
                            .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private AgentJson() {}

    public static byte[] encode(Envelope message) {
        ObjectNode object = MAPPER.createObjectNode()
                .put("v", VERSION)
                .put("id", message.id())
                .put("type", message.type())
                .put("ts", Json.timestamp(message.atMillis()))
                .put("from", message.from())
                .put("corr", message.corr());
        object.set("payload", message.payload());
        return bytes(object);
    }

    public static Envelope decode(byte[] utf8) {
        JsonNode object = parse(utf8);
        JsonNode version = object.path("v");
        if (!version.isMissingNode() && version.asInt() != VERSION) {
            throw new ProtocolException(CloseCode.VERSION_UNSUPPORTED, "v is " + version + ", known is " + VERSION);
        }
        JsonNode payload = object.path("payload");
        if (!payload.isObject() && !payload.isMissingNode()) {
            throw bad("payload is no object", null);
        }
        return new Envelope(
                text(object, "id"),
                text(object, "type"),
                time(object.path("ts")),
                text(object, "from"),
                object.path("corr").isTextual() ? text(object, "corr") : null,
                payload.isMissingNode() ? MAPPER.createObjectNode() : payload);
    }

    /// One object.
    public static JsonNode parse(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            JsonNode object = MAPPER.readTree(text);
            if (!object.isObject()) {
                throw bad("it is no object", null);
            }
            return object;
        } catch (CharacterCodingException broken) {
            throw bad("it is not UTF-8", broken);
        } catch (JsonProcessingException broken) {
            throw bad(broken.getOriginalMessage(), broken);
        }
    }

    public static JsonNode tree(Object record) {
        return MAPPER.valueToTree(record);
    }

    public static <T> T read(JsonNode tree, Class<T> as) {
        try {
            return MAPPER.treeToValue(tree, as);
        } catch (JsonProcessingException | IllegalArgumentException unfit) {
            throw bad(String.valueOf(unfit.getMessage()), unfit);
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        if (!value.isTextual()
                || value.textValue().isEmpty()
                || value.textValue().length() > MOST_ID) {
            throw bad(field + " is no text of 1 to " + MOST_ID + " characters", null);
        }
        return value.textValue();
    }

    /// A message without a time is from no time: nobody decides by it.
    private static long time(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.longValue();
        }
        try {
            return value.isTextual() ? Instant.parse(value.textValue()).toEpochMilli() : 0;
        } catch (DateTimeParseException unreadable) {
            throw bad("ts is no time", unreadable);
        }
    }

    private static ProtocolException bad(String why, @Nullable Throwable cause) {
        return cause == null
                ? new ProtocolException(CloseCode.BAD_JSON, why)
                : new ProtocolException(CloseCode.BAD_JSON, why, cause);
    }
}
