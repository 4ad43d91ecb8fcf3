// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

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
                throw new UncheckedIOException(new Unreadable("it stands for more than " + most + " bytes of JSON"));
            }
            super.write(bytes, from, length);
        }
    }

    /// Why bytes can't be taken, in words for their sender.
    public static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        private Unreadable(String why) {
            super(why);
        }

        private Unreadable(String why, Exception cause) {
            super(why, cause);
        }
    }

    /// A number is none that JSON has.
    public static final class NonFinite extends IOException {
        private static final long serialVersionUID = 1;

        private final String pointer;
        private final transient byte[] json;

        private NonFinite(String pointer, byte[] json) {
            super("a number is not finite at " + pointer);
            this.pointer = pointer;
            this.json = json;
        }

        /// JSON pointer of the first one.
        public String pointer() {
            return pointer;
        }

        /// Everything, with null in the place of such numbers.
        public byte[] json() {
            return json;
        }
    }

    /// Short floats are the doubles that they stand for, not those with the same shortest text.
    private static final class Exact extends JsonGeneratorDelegate {
        private @Nullable String nonFinite;

        Exact(JsonGenerator json) {
            super(json, false);
        }

        @Override
        public void writeNumber(float value) throws IOException {
            writeNumber((double) value);
        }

        @Override
        public void writeNumber(double value) throws IOException {
            if (Double.isFinite(value)) {
                delegate.writeNumber(value);
                return;
            }
            delegate.writeNull();
            nonFinite = nonFinite == null
                    ? delegate.getOutputContext().pathAsPointer().toString()
                    : nonFinite;
        }
    }

    /// **Errors** bytes that are no CBOR, or more than one value, throw [Unreadable]; a number that is infinite or none
    /// [NonFinite].
    public static byte[] toJson(byte[] cbor) throws Unreadable, NonFinite {
        var out = new Bounded(cbor.length);
        String nonFinite;
        try (JsonParser in = FACTORY.createParser(cbor);
                Exact json = new Exact(Json.FACTORY.createGenerator(out))) {
            copy(in, json);
            json.flush();
            nonFinite = json.nonFinite;
        } catch (Unreadable told) {
            throw told;
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
        if (nonFinite != null) {
            throw new NonFinite(nonFinite, out.toByteArray());
        }
        return out.toByteArray();
    }

    /// The library's own words are about itself: they are not passed on.
    private static void copy(JsonParser in, JsonGenerator json) throws Unreadable {
        try {
            if (in.nextToken() == null) {
                throw new Unreadable("it is empty");
            }
            json.copyCurrentStructure(in);
            if (in.nextToken() != null) {
                throw new Unreadable("more than one value");
            }
        } catch (Unreadable told) {
            throw told;
        } catch (StreamConstraintsException e) {
            throw new Unreadable("a number, a name or a text is too long, or nested too deeply", e);
        } catch (IOException | RuntimeException e) {
            if (e.getCause() instanceof Unreadable told) {
                throw told;
            }
            long at = in.currentLocation().getByteOffset();
            throw new Unreadable("what stands before byte " + at + " can't be read, or its end is missing", e);
        }
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
