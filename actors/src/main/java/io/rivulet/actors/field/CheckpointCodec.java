// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.fields.engine.FieldCounters;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.engine.FieldSnapshot;
import io.rivulet.fields.grid.Field;
import io.rivulet.fields.random.SplitMix64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A simulation between two steps as bytes, little-endian: version and grid size as 32-bit integers; four
/// counters and the states of two generators as 64-bit integers; then potential, activator and inhibitor,
/// row after row, as doubles.
final class CheckpointCodec {
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 2 * Integer.BYTES + 8 * Long.BYTES;

    private CheckpointCodec() {}

    static byte[] encode(FieldSnapshot snapshot) {
        int n = snapshot.settings().gridSize();
        ByteBuffer out = ByteBuffer.allocate(length(n)).order(ByteOrder.LITTLE_ENDIAN);
        FieldCounters counters = snapshot.counters();
        out.putInt(VERSION).putInt(n);
        out.putLong(counters.steps())
                .putLong(counters.growthEvents())
                .putLong(counters.turingActivations())
                .putLong(counters.clampedCells());
        for (SplitMix64.State state : new SplitMix64.State[] {snapshot.growth(), snapshot.noise()}) {
            out.putLong(state.counter()).putLong(state.gamma());
        }
        for (Field field : new Field[] {snapshot.potential(), snapshot.activator(), snapshot.inhibitor()}) {
            for (double value : field.values()) {
                out.putDouble(value);
            }
        }
        return out.array();
    }

    /// **Errors** other bytes throw [IllegalArgumentException].
    static FieldSnapshot decode(FieldSettings settings, byte[] bytes) {
        int n = settings.gridSize();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length != length(n) || in.getInt() != VERSION || in.getInt() != n) {
            throw new IllegalArgumentException(
                    "no checkpoint of a field of size " + n + ": " + bytes.length + " bytes");
        }
        return new FieldSnapshot(
                settings,
                new FieldCounters(in.getLong(), in.getLong(), in.getLong(), in.getLong()),
                field(n, in, 0),
                field(n, in, 1),
                field(n, in, 2),
                state(in, 0),
                state(in, 1));
    }

    private static Field field(int n, ByteBuffer in, int which) {
        double[] values = new double[n * n];
        in.duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(HEAD_BYTES + which * n * n * Double.BYTES)
                .asDoubleBuffer()
                .get(values);
        return Field.adopt(n, values);
    }

    private static SplitMix64.State state(ByteBuffer in, int which) {
        int at = 2 * Integer.BYTES + (4 + 2 * which) * Long.BYTES;
        return new SplitMix64.State(in.getLong(at), in.getLong(at + Long.BYTES));
    }

    private static int length(int n) {
        return HEAD_BYTES + 3 * n * n * Double.BYTES;
    }
}
