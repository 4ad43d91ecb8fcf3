// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import java.time.Duration;

/// What holds for every connection.
///
/// @param queue messages of a stream that wait for a slow reader
/// @param overflow what gives way beyond them, where the client does not say
/// @param streams of one connection at a time
/// @param heartbeat time between two
/// @param silence a connection without a sign of life for so long is closed
/// @param authTime within which a connection has to be authenticated
/// @param resumeWindow for which a stream of a connection that is lost waits for its client
/// @param authWithoutInit whether `auth` may come before `init`
/// @param recordings of streams
public record FieldLimits(
        int queue,
        Overflow overflow,
        int streams,
        Duration heartbeat,
        Duration silence,
        Duration authTime,
        Duration resumeWindow,
        boolean authWithoutInit,
        RecordingLimits recordings) {
    public static final FieldLimits DEFAULTS = new FieldLimits(
            1_000,
            Overflow.DROP_OLDEST,
            16,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(120),
            false,
            RecordingLimits.DEFAULTS);

    /// Bytes that wait with the messages of one stream.
    public static final long QUEUE_BYTES = 16L << 20;

    public FieldLimits {
        if (queue < 1 || streams < 1) {
            throw new IllegalArgumentException("a queue of " + queue + " for " + streams + " streams");
        }
    }

    /// With another queue.
    public FieldLimits queue(int capacity, Overflow strategy) {
        return new FieldLimits(
                capacity, strategy, streams, heartbeat, silence, authTime, resumeWindow, authWithoutInit, recordings);
    }

    public FieldLimits resumeWindow(Duration other) {
        return new FieldLimits(
                queue, overflow, streams, heartbeat, silence, authTime, other, authWithoutInit, recordings);
    }

    public FieldLimits recordings(RecordingLimits other) {
        return new FieldLimits(
                queue, overflow, streams, heartbeat, silence, authTime, resumeWindow, authWithoutInit, other);
    }

    /// With other patience.
    public FieldLimits times(Duration newHeartbeat, Duration newSilence, Duration newAuthTime) {
        return new FieldLimits(
                queue,
                overflow,
                streams,
                newHeartbeat,
                newSilence,
                newAuthTime,
                resumeWindow,
                authWithoutInit,
                recordings);
    }
}
