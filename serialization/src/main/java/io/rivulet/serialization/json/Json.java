// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one place where JSON's limits and forms are set.
/// **Thread** any.
public final class Json {
    /// Objects and arrays inside each other: deeper is refused before a parser's stack grows.
    public static final int MAX_DEPTH = 100;
    /// Characters of one string: the longest is a Matrix Market text of 8 MiB.
    public static final int MAX_STRING_LENGTH = 8 << 20;
    /// Characters of one number; a double printed exactly needs at most 767 digits.
    public static final int MAX_NUMBER_LENGTH = 1000;
    /// Characters of one field name.
    public static final int MAX_NAME_LENGTH = 1000;

    private static final int SMALL = 512;
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /// UTF-8 only, whatever the first bytes look like.
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            // Names come from outside: the JVM's table of interned strings is not theirs to fill.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    private Json() {}

    /// Something that writes one JSON value.
    @FunctionalInterface
    public interface Value {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /// The UTF-8 bytes of one value.
    public static byte[] encode(Value value) {
        return encode(value, SMALL);
    }

    /// As [#encode(Value)], where about `sizeHint` bytes are expected.
    public static byte[] encode(Value value, int sizeHint) {
        var bytes = new ByteArrayOutputStream(sizeHint);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            value.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        return bytes.toByteArray();
    }

    /// An object with more fields at its end.
    public static byte[] extended(byte[] object, Value fields) {
        byte[] more = encode(json -> {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        });
        int end = object.length - 1;
        while (object[end] != '}') {
            end--;
        }
        if (more.length == 2) {
            return object;
        }
        boolean empty = end == 1;
        byte[] all = new byte[end + more.length - (empty ? 1 : 0)];
        System.arraycopy(object, 0, all, 0, end);
        if (!empty) {
            all[end] = ',';
        }
        System.arraycopy(more, 1, all, all.length - more.length + 1, more.length - 1);
        return all;
    }

    /// A number, or null where it is not finite: JSON has no NaN.
    public static void number(JsonGenerator json, String field, double value) throws IOException {
        json.writeFieldName(field);
        number(json, value);
    }

    public static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    public static void nullableNumber(JsonGenerator json, String field, @Nullable Double value) throws IOException {
        json.writeFieldName(field);
        if (value == null) {
            json.writeNull();
        } else {
            number(json, value);
        }
    }

    /// The text, or null.
    public static void nullableText(JsonGenerator json, String field, @Nullable String value) throws IOException {
        json.writeFieldName(field);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value);
        }
    }

    public static void texts(JsonGenerator json, String field, List<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    public static void texts(JsonGenerator json, String field, Map<String, String> values) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> value : values.entrySet()) {
            json.writeStringField(value.getKey(), value.getValue());
        }
        json.writeEndObject();
    }

    public static void time(JsonGenerator json, String field, long epochMillis) throws IOException {
        json.writeStringField(field, timestamp(epochMillis));
    }

    /// ISO-8601 UTC with milliseconds.
    public static String timestamp(long epochMillis) {
        return TIMESTAMP.format(Instant.ofEpochMilli(epochMillis));
    }

    /// A value that is already encoded.
    public static void encoded(JsonGenerator json, String field, byte[] utf8) throws IOException {
        json.writeFieldName(field);
        json.writeRawValue(new EncodedValue(utf8));
    }
}
