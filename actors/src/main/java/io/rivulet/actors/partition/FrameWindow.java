// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.numerics.partition.machine.Envelope;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.machine.Stamp;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Frames under way to one neighbour: at most [#IN_FLIGHT], so that a slow one is not drowned in values that are old
/// when they arrive. What can't be sent yet waits, the newest of each sender for each receiver; rounds, of which
/// nothing may be left out, pass by.
final class FrameWindow {
    static final int IN_FLIGHT = 2;

    /// Ticks after which what was not taken counts as lost.
    private static final int LOST_TICKS = 20;

    private record Way(int from, int to) {}

    private final Map<Way, Envelope> waiting = new LinkedHashMap<>();
    private int inFlight;
    private int ticks;

    /// What to send now, null for nothing.
    @Nullable
    Envelope offer(Envelope envelope) {
        if (!(envelope.message() instanceof Message.Halo)) {
            return envelope;
        }
        if (inFlight < IN_FLIGHT) {
            inFlight++;
            return envelope;
        }
        Way way = new Way(envelope.from(), envelope.to());
        Envelope older = waiting.get(way);
        if (older == null || isNewer(envelope.message().stamp(), older.message().stamp())) {
            waiting.put(way, envelope);
        }
        return null;
    }

    private static boolean isNewer(Stamp one, Stamp other) {
        return one.epoch() > other.epoch() || one.epoch() == other.epoch() && one.seq() > other.seq();
    }

    /// The neighbour has taken one; what to send next, null for nothing.
    @Nullable
    Envelope taken() {
        ticks = 0;
        inFlight = Math.max(0, inFlight - 1);
        return next();
    }

    private @Nullable Envelope next() {
        var first = waiting.entrySet().iterator();
        if (inFlight >= IN_FLIGHT || !first.hasNext()) {
            return null;
        }
        Envelope envelope = first.next().getValue();
        first.remove();
        inFlight++;
        return envelope;
    }

    /// Time has passed; what to send, null for nothing.
    @Nullable
    Envelope tick() {
        if (inFlight == 0) {
            return null;
        }
        ticks++;
        return ticks % LOST_TICKS == 0 ? taken() : null;
    }

    int waiting() {
        return waiting.size();
    }
}
