// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// The elements of one `.npy` array in the order of the file, through one buffer.
final class NpyStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_TEXT_BYTES = 256;

    private final InputStream in;
    private final String name;
    private final NpyHeader header;
    private final ByteBuffer buffer;
    private final long promised;
    private long taken;

    private NpyStream(InputStream in, String name, NpyHeader header) {
        this.in = in;
        this.name = name;
        this.header = header;
        this.promised = header.elements();
        this.buffer = ByteBuffer.allocate(BUFFER_BYTES).order(header.order()).limit(0);
    }

    /// @param name of the array in its archive, empty for a file of its own
    static NpyStream open(InputStream in, String name) throws IOException {
        return new NpyStream(in, name, NpyHeader.read(in, name));
    }

    NpyHeader header() {
        return header;
    }

    /// How many elements the header promises.
    long promised() {
        return promised;
    }

    ExchangeException fault(Kind kind, String message) {
        return new ExchangeException(kind, name, message);
    }

    /// A fault of the element that was read last.
    ExchangeException faultHere(Kind kind, String message) {
        String place = "element " + (taken - 1) + " (byte " + (header.bytes() + (taken - 1) * header.size()) + ")";
        return new ExchangeException(kind, name.isEmpty() ? place : name + ", " + place, message);
    }

    private void load() throws IOException {
        taken++;
        if (buffer.remaining() >= header.size()) {
            return;
        }
        buffer.compact();
        int count = in.readNBytes(buffer.array(), buffer.position(), buffer.remaining());
        buffer.position(buffer.position() + count).flip();
        if (buffer.remaining() < header.size()) {
            throw fault(
                    Kind.TRUNCATED,
                    "truncated: the data ends after " + (taken - 1) + " of " + promised + " promised elements");
        }
    }

    /// The next element, as a finite number.
    double nextNumber() throws IOException {
        load();
        double value = switch (header.kind()) {
            case 'f' ->
                switch (header.size()) {
                    case 2 -> Float.float16ToFloat(buffer.getShort());
                    case 4 -> buffer.getFloat();
                    default -> buffer.getDouble();
                };
            case 'i', 'u', 'b' -> whole();
            default -> throw fault(Kind.UNSUPPORTED, "the elements are text, numbers are needed");
        };
        if (!Double.isFinite(value)) {
            throw faultHere(Kind.NON_FINITE, "it is " + value + ", not a finite number");
        }
        return value;
    }

    private double whole() throws IOException {
        long value = integer();
        if (header.kind() == 'u' && value < 0) {
            // The two lowest bits joined round as the whole would.
            return 2.0 * ((value >>> 1) | (value & 1));
        }
        return value;
    }

    /// Unsigned numbers of 8 bytes come out as the same bits.
    private long integer() throws IOException {
        boolean unsigned = header.kind() == 'u';
        return switch (header.size()) {
            case 1 -> {
                byte value = buffer.get();
                if (header.kind() == 'b' && value != 0 && value != 1) {
                    throw faultHere(Kind.BAD_ENTRY, "a truth value of " + value);
                }
                yield unsigned ? value & 0xffL : value;
            }
            case 2 -> unsigned ? buffer.getShort() & 0xffffL : buffer.getShort();
            case 4 -> unsigned ? buffer.getInt() & 0xffffffffL : buffer.getInt();
            default -> buffer.getLong();
        };
    }

    /// The next element, which has to be an index from 0 to `most`.
    int nextIndex(long most) throws IOException {
        load();
        if (header.kind() != 'i' && header.kind() != 'u') {
            throw fault(Kind.BAD_HEADER, "indices have to be whole numbers");
        }
        long value = integer();
        if (value < 0 || value > most) {
            throw faultHere(
                    Kind.INDEX_OUT_OF_RANGE, "it is " + (value < 0 ? "negative" : "" + value) + ", outside 0.." + most);
        }
        return (int) value;
    }

    /// The single text of an array without dimensions.
    String text() throws IOException {
        int width = header.kind() == 'U' ? 4 : 1;
        if ((header.kind() != 'S' && header.kind() != 'U')
                || promised != 1
                || (long) width * header.size() > MOST_TEXT_BYTES) {
            throw fault(Kind.BAD_HEADER, "a short text is needed here");
        }
        byte[] bytes = in.readNBytes(width * header.size());
        if (bytes.length < width * header.size()) {
            throw fault(Kind.TRUNCATED, "the data ends in the text");
        }
        taken = 1;
        Charset charset = width == 1
                ? StandardCharsets.ISO_8859_1
                : header.order() == ByteOrder.BIG_ENDIAN ? StandardCharsets.UTF_32BE : StandardCharsets.UTF_32LE;
        return new String(bytes, charset).replace("\0", "");
    }

    /// After the last element: nothing may follow.
    void requireEnd() throws IOException {
        if (buffer.hasRemaining() || in.read() >= 0) {
            throw fault(Kind.TRAILING_DATA, "the data goes on after " + promised + " promised elements");
        }
    }
}
