// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.rivulet.http.field.core.CloseCode;
import io.rivulet.http.field.core.FieldConversation.Data;
import io.rivulet.serialization.json.Cbor;
import io.rivulet.serialization.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.util.ByteString;

/// Messages as frames and back: text with JSON; where it was agreed on, binary with a byte that says what
/// follows. **Thread** any.
final class FieldFrames {
    /// Bytes of a message of a client.
    static final int MOST_BYTES = 64 << 10;

    static final byte JSON = 0x00;
    static final byte CBOR = 0x02;
    static final byte GZIP = 0x10;

    /// Data that is shorter is not compressed.
    static final int WORTH_BYTES = 1_024;

    private static final ObjectMapper TEXT =
            new ObjectMapper(Json.FACTORY.copy()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectMapper BINARY = new ObjectMapper(new CBORFactory());

    private FieldFrames() {}

    /// What a client sent.
    sealed interface Read {
        record Said(JsonNode message) implements Read {}

        record Unreadable(CloseCode why) implements Read {}
    }

    static Message control(ObjectNode message) {
        return TextMessage.create(new String(json(message), StandardCharsets.UTF_8));
    }

    static Message data(Data data) {
        byte[] body = data.cbor() ? cbor(data.message()) : json(data.message());
        boolean compress = data.compress() && body.length > WORTH_BYTES;
        if (!data.cbor() && !compress) {
            return TextMessage.create(new String(body, StandardCharsets.UTF_8));
        }
        byte kind = data.cbor() ? CBOR : JSON;
        byte[] sent = compress ? gzip(body) : body;
        ByteArrayOutputStream frame = new ByteArrayOutputStream(sent.length + 1);
        frame.write(compress ? kind | GZIP : kind);
        frame.writeBytes(sent);
        return BinaryMessage.create(ByteString.fromArrayUnsafe(frame.toByteArray()));
    }

    static Read text(byte[] utf8) {
        if (utf8.length > MOST_BYTES) {
            return new Read.Unreadable(CloseCode.TOO_LARGE);
        }
        try {
            JsonNode message = TEXT.readTree(utf8);
            return message != null && message.isObject()
                    ? new Read.Said(message)
                    : new Read.Unreadable(CloseCode.NOT_JSON);
        } catch (IOException unreadable) {
            return new Read.Unreadable(CloseCode.NOT_JSON);
        }
    }

    /// @param agreed whether binary messages were agreed on
    static Read binary(byte[] frame, boolean agreed) {
        if (!agreed || frame.length == 0) {
            return new Read.Unreadable(CloseCode.BINARY_NOT_AGREED);
        }
        byte[] body = Arrays.copyOfRange(frame, 1, frame.length);
        try {
            byte[] whole = (frame[0] & GZIP) == 0 ? body : inflated(body);
            return switch (frame[0] & ~GZIP) {
                case JSON -> text(whole);
                case CBOR -> whole.length > MOST_BYTES ? text(whole) : text(Cbor.toJson(whole));
                default -> new Read.Unreadable(CloseCode.BINARY_NOT_AGREED);
            };
        } catch (IOException unreadable) {
            return new Read.Unreadable(CloseCode.NOT_JSON);
        }
    }

    /// No more than one byte beyond what is allowed.
    private static byte[] inflated(byte[] body) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private static byte[] json(ObjectNode message) {
        try {
            return TEXT.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("our own message can't be written", e);
        }
    }

    private static byte[] cbor(ObjectNode message) {
        try {
            return BINARY.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("our own message can't be written", e);
        }
    }

    private static byte[] gzip(byte[] body) {
        var out = new ByteArrayOutputStream(body.length / 2);
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        return out.toByteArray();
    }
}
