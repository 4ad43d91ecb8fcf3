// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
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

    private Cbor() {}

    /// **Errors** bytes that are no CBOR, or more than one value, throw [IOException].
    public static byte[] toJson(byte[] cbor) throws IOException {
        var out = new ByteArrayOutputStream(2 * cbor.length);
        try (JsonParser in = FACTORY.createParser(cbor);
                JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            if (in.nextToken() == null) {
                throw new IOException("no value");
            }
            json.copyCurrentStructure(in);
            if (in.nextToken() != null) {
                throw new IOException("more than one value");
            }
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
