// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The objects of the JSON calls as CBOR (RFC 8949), for clients that prefer it: the same names and values. Within the
/// limits of [Json].
/// **Thread** any. **Cost** one pass, and a copy of the text.
public final class Cbor {
    private static final CBORFactory FACTORY = CBORFactory.builder()
            .streamReadConstraints(Json.FACTORY.streamReadConstraints())
            .disable(com.fasterxml.jackson.core.JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /// A byte may stand for a control character, which JSON escapes by six.
    private static final int MOST_GROWTH = 8;

    private static final int LEAST_ROOM = 1_024;

    private Cbor() {}

    /// Text that grows beyond what its source can honestly stand for is refused: a reference in CBOR may repeat a long
    /// text with three bytes.
    private static final class Bounded extends ByteArrayOutputStream {
        private final long most;

        Bounded(int source) {
            super(2 * source + LEAST_ROOM);
            most = (long) MOST_GROWTH * source + LEAST_ROOM;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            if (size() + (long) length > most) {
                throw new UncheckedIOException(new IOException("it stands for more than " + most + " bytes of JSON"));
            }
            super.write(bytes, from, length);
        }
    }

    /// Short floats are the doubles that they stand for, not those with the same shortest text.
    private static final class Exact extends JsonGeneratorDelegate {
        Exact(JsonGenerator json) {
            super(json, false);
        }

        @Override
        public void writeNumber(float value) throws IOException {
            delegate.writeNumber((double) value);
        }
    }

    /// **Errors** bytes that are no CBOR, or more than one value, throw [IOException].
    public static byte[] toJson(byte[] cbor) throws IOException {
        var out = new Bounded(cbor.length);
        try (JsonParser in = FACTORY.createParser(cbor);
                JsonGenerator json = new Exact(Json.FACTORY.createGenerator(out))) {
            if (in.nextToken() == null) {
                throw new IOException("no value");
            }
            json.copyCurrentStructure(in);
            if (in.nextToken() != null) {
                throw new IOException("more than one value");
            }
        } catch (UncheckedIOException tooLong) {
            throw tooLong.getCause();
        } catch (RuntimeException unreadable) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
        return out.toByteArray();
    }

    /// @param json one value, of our own making
    public static byte[] of(byte[] json) {
        var out = new ByteArrayOutputStream(json.length);
        try (JsonParser in = Json.FACTORY.createParser(json);
                JsonGenerator cbor = FACTORY.createGenerator(out)) {
            in.nextToken();
            cbor.copyCurrentStructure(in);
        } catch (IOException e) {
            throw new UncheckedIOException("our own JSON can't be read", e);
        }
        return out.toByteArray();
    }
}
