// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads what [LittleEndianWriter] wrote. No length inside the bytes is trusted: nothing is allocated for more
/// than the bytes that are left can hold.
/// **Thread** one.   **Errors** [CodecException].
final class LittleEndianReader {
    private static final int CHECKSUM = 4;
    private static final int LONGEST_VARINT = 10;

    private final @Nullable InputStream source;
    private final CRC32C crc = new CRC32C();
    private final byte[] buffer;
    private int at;
    private int limit;
    /// Payload bytes that are still in the source.
    private long left;

    private LittleEndianReader(@Nullable InputStream source, byte[] buffer, int limit, long left) {
        this.source = source;
        this.buffer = buffer;
        this.limit = limit;
        this.left = left;
    }

    /// All of `bytes`; the checksum is compared before anything is read.
    static LittleEndianReader of(byte[] bytes) {
        int payload = bytes.length - CHECKSUM;
        if (payload < 0) {
            throw new CodecException("only " + bytes.length + " bytes");
        }
        var crc = new CRC32C();
        crc.update(bytes, 0, payload);
        if ((int) LittleEndianWriter.INTS.get(bytes, payload) != (int) crc.getValue()) {
            throw new CodecException("the checksum of " + bytes.length + " bytes differs");
        }
        return new LittleEndianReader(null, bytes, payload, 0);
    }

    /// `length` bytes from `source`; the checksum is compared by [#finish].
    static LittleEndianReader of(InputStream source, long length) {
        if (length < CHECKSUM) {
            throw new CodecException("only " + length + " bytes");
        }
        return new LittleEndianReader(source, new byte[LittleEndianWriter.BUFFER], 0, length - CHECKSUM);
    }

    int u8() throws IOException {
        need(1);
        return buffer[at++] & 0xFF;
    }

    boolean flag() throws IOException {
        int value = u8();
        if (value > 1) {
            throw new CodecException(value + " is no truth value");
        }
        return value == 1;
    }

    int i32() throws IOException {
        need(4);
        int value = (int) LittleEndianWriter.INTS.get(buffer, at);
        at += 4;
        return value;
    }

    long i64() throws IOException {
        need(8);
        long value = (long) LittleEndianWriter.LONGS.get(buffer, at);
        at += 8;
        return value;
    }

    double f64() throws IOException {
        need(8);
        double value = (double) LittleEndianWriter.DOUBLES.get(buffer, at);
        at += 8;
        return value;
    }

    long varint() throws IOException {
        long value = 0;
        for (int k = 0; k < LONGEST_VARINT; k++) {
            int part = u8();
            value |= (long) (part & 0x7F) << (7 * k);
            if ((part & 0x80) == 0) {
                return value;
            }
        }
        throw new CodecException("a number of more than " + LONGEST_VARINT + " bytes");
    }

    long zigzag() throws IOException {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /// A number of things of which each takes at least `bytesEach` of the bytes that are left.
    int count(int bytesEach) throws IOException {
        return checked(varint(), bytesEach);
    }

    String text() throws IOException {
        byte[] utf8 = new byte[count(1)];
        for (int next = 0; next < utf8.length; ) {
            need(1);
            int length = Math.min(utf8.length - next, limit - at);
            System.arraycopy(buffer, at, utf8, next, length);
            next += length;
            at += length;
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Nullable
    String nullableText() throws IOException {
        return flag() ? text() : null;
    }

    @Nullable
    Double nullableDouble() throws IOException {
        return flag() ? Double.valueOf(f64()) : null;
    }

    UUID uuid() throws IOException {
        long most = i64();
        return new UUID(most, i64());
    }

    int[] ints(long count) throws IOException {
        int[] values = new int[checked(count, 4)];
        for (int next = 0; next < values.length; ) {
            need(4);
            int end = Math.min(values.length, next + (limit - at) / 4);
            for (; next < end; next++, at += 4) {
                values[next] = (int) LittleEndianWriter.INTS.get(buffer, at);
            }
        }
        return values;
    }

    double[] doubles(long count) throws IOException {
        double[] values = new double[checked(count, 8)];
        for (int next = 0; next < values.length; ) {
            need(8);
            int end = Math.min(values.length, next + (limit - at) / 8);
            for (; next < end; next++, at += 8) {
                values[next] = (double) LittleEndianWriter.DOUBLES.get(buffer, at);
            }
        }
        return values;
    }

    /// Everything must have been read; compares a stream's checksum.
    void finish() throws IOException {
        if (left + (limit - at) != 0) {
            throw new CodecException((left + (limit - at)) + " bytes too many");
        }
        if (source == null) {
            return;
        }
        byte[] checksum = source.readNBytes(CHECKSUM);
        if (checksum.length < CHECKSUM || (int) LittleEndianWriter.INTS.get(checksum, 0) != (int) crc.getValue()) {
            throw new CodecException("the checksum differs");
        }
    }

    private int checked(long count, int bytesEach) {
        if (count < 0 || count > (left + (limit - at)) / bytesEach || count > Integer.MAX_VALUE - 8) {
            throw new CodecException(
                    count + " things of " + bytesEach + " bytes in " + (left + (limit - at)) + " bytes");
        }
        return (int) count;
    }

    private void need(int bytes) throws IOException {
        if (limit - at >= bytes) {
            return;
        }
        if (source == null || left + (limit - at) < bytes) {
            throw new CodecException("cut short");
        }
        System.arraycopy(buffer, at, buffer, 0, limit - at);
        limit -= at;
        at = 0;
        int wanted = (int) Math.min(buffer.length - limit, left);
        int got = source.readNBytes(buffer, limit, wanted);
        if (got < wanted) {
            throw new CodecException("cut short: " + (left - got) + " bytes are missing");
        }
        crc.update(buffer, limit, got);
        limit += got;
        left -= got;
    }
}
