// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/// A field as 16-bit integers, little-endian, row after row: value = integer · scale. A field's whole range
/// fits, and so does every difference of two, so that differences added up give the field of the last one
/// exactly.
public final class Quantised {
    /// Volts; the potential lies in −0.095…0.040.
    public static final double VOLTS = 5e-6;
    /// Activator and inhibitor lie in 0…1.
    public static final double SHARES = 1.0 / 32_767;

    private Quantised() {}

    public static byte[] of(double[] field, double scale) {
        byte[] bytes = new byte[field.length * Short.BYTES];
        ShortBuffer out = shorts(bytes);
        for (double value : field) {
            out.put((short) Math.round(value / scale));
        }
        return bytes;
    }

    /// `now − before`, each as [#of] gives it.
    public static byte[] difference(byte[] now, byte[] before) {
        byte[] bytes = new byte[now.length];
        ShortBuffer out = shorts(bytes);
        ShortBuffer left = shorts(now);
        ShortBuffer right = shorts(before);
        while (out.hasRemaining()) {
            out.put((short) (left.get() - right.get()));
        }
        return bytes;
    }

    /// The same values as 32-bit floats, little-endian.
    public static byte[] floats(byte[] field, double scale) {
        ShortBuffer in = shorts(field);
        ByteBuffer out = ByteBuffer.allocate(in.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            out.putFloat((float) (in.get() * scale));
        }
        return out.array();
    }

    private static ShortBuffer shorts(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    }
}
