// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Which messages of a recording are played, and when.
///
/// @param speed of so many recorded seconds in one; 0: no waiting
/// @param from the first sequence number played
/// @param to the last one
public record ReplayPlan(double speed, long from, long to) {
    private static final double NANOS_PER_MILLI = 1e6;

    /// Messages without a number of their own, which are ends, are played unless another end was chosen.
    public boolean plays(RecordedFrame frame) {
        JsonNode sequence = frame.message().path("payload").path("sequence");
        if (!sequence.isNumber()) {
            return to == Long.MAX_VALUE;
        }
        return sequence.longValue() >= from && sequence.longValue() <= to;
    }

    /// How long after the beginning a message is due.
    ///
    /// @param firstMillis of the first message that is played
    public long dueNanos(RecordedFrame frame, double firstMillis) {
        return speed == 0 ? 0 : (long) ((frame.millis() - firstMillis) / speed * NANOS_PER_MILLI);
    }

    /// The message as it is played: its payload is the recorded one, its envelope says that, and when.
    public static ObjectNode played(RecordedFrame frame, double nowMillis) {
        return frame.message().deepCopy().put("timestamp", nowMillis).put("replay", true);
    }
}
