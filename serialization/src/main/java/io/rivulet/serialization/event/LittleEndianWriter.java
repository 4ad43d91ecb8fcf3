// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Writes values little-endian and a CRC-32C behind them, into memory or through a buffer into a stream.
/// **Thread** one.
final class LittleEndianWriter {
    static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle DOUBLES = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    /// Bytes kept before they go to the stream; a multiple of every element's size.
    static final int BUFFER = 64 << 10;

    private static final int FIRST_ROOM = 256;

    private final @Nullable OutputStream sink;
    private final CRC32C crc = new CRC32C();
    private byte[] buffer;
    private int at;

    private LittleEndianWriter(@Nullable OutputStream sink, int room) {
        this.sink = sink;
        this.buffer = new byte[room];
    }

    static LittleEndianWriter toMemory() {
        return new LittleEndianWriter(null, FIRST_ROOM);
    }

    static LittleEndianWriter to(OutputStream sink) {
        return new LittleEndianWriter(sink, BUFFER);
    }

    void u8(int value) throws IOException {
        room(1);
        buffer[at++] = (byte) value;
    }

    void flag(boolean value) throws IOException {
        u8(value ? 1 : 0);
    }

    void i32(int value) throws IOException {
        room(4);
        INTS.set(buffer, at, value);
        at += 4;
    }

    void i64(long value) throws IOException {
        room(8);
        LONGS.set(buffer, at, value);
        at += 8;
    }

    void f64(double value) throws IOException {
        room(8);
        DOUBLES.set(buffer, at, value);
        at += 8;
    }

    /// Unsigned, seven bits a byte.
    void varint(long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            u8((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        u8((int) rest);
    }

    /// Signed: small sizes of either sign are short.
    void zigzag(long value) throws IOException {
        varint((value << 1) ^ (value >> 63));
    }

    void text(String value) throws IOException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        bytes(utf8);
    }

    void nullableText(@Nullable String value) throws IOException {
        flag(value != null);
        if (value != null) {
            text(value);
        }
    }

    void nullableDouble(@Nullable Double value) throws IOException {
        flag(value != null);
        if (value != null) {
            f64(value);
        }
    }

    void uuid(UUID value) throws IOException {
        i64(value.getMostSignificantBits());
        i64(value.getLeastSignificantBits());
    }

    void ints(int[] values) throws IOException {
        int next = 0;
        while (next < values.length) {
            room(4);
            int end = Math.min(values.length, next + (buffer.length - at) / 4);
            for (; next < end; next++, at += 4) {
                INTS.set(buffer, at, values[next]);
            }
        }
    }

    void doubles(double[] values) throws IOException {
        int next = 0;
        while (next < values.length) {
            room(8);
            int end = Math.min(values.length, next + (buffer.length - at) / 8);
            for (; next < end; next++, at += 8) {
                DOUBLES.set(buffer, at, values[next]);
            }
        }
    }

    /// The checksum, and everything written so far.
    byte[] finish() throws IOException {
        crc.update(buffer, 0, at);
        i32((int) crc.getValue());
        return Arrays.copyOf(buffer, at);
    }

    /// The checksum, and the rest of the buffer to the stream, which stays open.
    void finishStream(OutputStream stream) throws IOException {
        crc.update(buffer, 0, at);
        stream.write(buffer, 0, at);
        at = 0;
        i32((int) crc.getValue());
        stream.write(buffer, 0, at);
        at = 0;
    }

    private void bytes(byte[] values) throws IOException {
        for (int next = 0; next < values.length; ) {
            room(1);
            int length = Math.min(values.length - next, buffer.length - at);
            System.arraycopy(values, next, buffer, at, length);
            next += length;
            at += length;
        }
    }

    private void room(int bytes) throws IOException {
        if (at + bytes <= buffer.length) {
            return;
        }
        if (sink == null) {
            buffer = Arrays.copyOf(buffer, Math.max(at + bytes, buffer.length + (buffer.length >> 1)));
        } else {
            crc.update(buffer, 0, at);
            sink.write(buffer, 0, at);
            at = 0;
        }
    }
}
