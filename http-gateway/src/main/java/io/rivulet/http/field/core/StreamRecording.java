// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.store.FieldRecordings.Begun;
import io.rivulet.actors.store.FieldRecordings.Outcome;
import io.rivulet.actors.store.FieldRecordings.Part;
import io.rivulet.serialization.recording.RecordedFrame;
import io.rivulet.serialization.recording.RecordingHeader;
import io.rivulet.serialization.recording.RecordingWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream's messages as lines of a recording, cut into parts. It has all that the stream tells, also what its
/// client reads too slowly to be sent. Each part can be played by itself: a field that is told as differences is
/// whole at its beginning.
/// **Thread** one. **Bounded by** its limits in text and messages, and [#MOST_WAITING] bytes that are not written yet.
final class StreamRecording {
    /// Text of one part, and the line that goes beyond it.
    static final int PART_BYTES = 256 << 10;
    /// A part is cut after so long, so that little is lost with its node.
    static final double PART_MILLIS = 2_000;
    /// A store that is behind by more ends the recording.
    static final int MOST_WAITING = 2 << 20;

    private static final double TOUCH_MILLIS = 10_000;

    final Begun begun;
    private final String streamId;
    private final long mostFrames;
    private final long mostBytes;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final RecordingWriter writer;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private StreamMessages messages;
    private long waitingBytes;
    private int parts;
    private long lastSequence = -1;
    private double cutMillis;
    private double lastMillis;
    private @Nullable String reason;
    private @Nullable String sha256;

    StreamRecording(Begun begun, ObjectNode params, String streamId, long mostFrames, long mostBytes, double now) {
        this.begun = begun;
        this.streamId = streamId;
        this.mostFrames = mostFrames;
        this.mostBytes = mostBytes;
        this.messages = new StreamMessages(streamId);
        this.cutMillis = now;
        try {
            this.writer =
                    new RecordingWriter(lines, new RecordingHeader(begun.streamType(), params, begun.startedMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
    }

    boolean ended() {
        return reason != null;
    }

    void add(StreamItem item, StreamWish wish, double now, List<FieldOutput> out) {
        if (ended() || item instanceof StreamItem.Failed || item instanceof StreamItem.Ended) {
            return;
        }
        if (item instanceof StreamItem.Updated(var _, long sequence)) {
            lastSequence = Math.max(lastSequence, sequence);
        }
        // Clocks may be set back, a recording's time may not.
        lastMillis = Math.max(lastMillis, now - begun.startedMillis());
        try {
            writer.frame(new RecordedFrame(lastMillis, messages.message(item, wish, now)));
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        if (writer.frames() >= mostFrames) {
            end("frames", now, out);
        } else if (writer.bytes() >= mostBytes) {
            end("bytes", now, out);
        } else if (lines.size() >= PART_BYTES) {
            cut(now, out);
        }
    }

    void tick(double now, List<FieldOutput> out) {
        if (ended() || now - cutMillis < PART_MILLIS) {
            return;
        }
        if (lines.size() > 0) {
            cut(now, out);
        } else if (now - cutMillis >= TOUCH_MILLIS) {
            cutMillis = now;
            out.add(new FieldOutput.Store(new RecordingWish.Touch(begun.file())));
        }
    }

    /// Writes the last line; what it is told about comes when that is written.
    void end(String why, double now, List<FieldOutput> out) {
        if (ended()) {
            return;
        }
        reason = why;
        try {
            sha256 = writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        cut(now, out);
    }

    private void cut(double now, List<FieldOutput> out) {
        byte[] text = lines.toByteArray();
        lines.reset();
        cutMillis = now;
        messages = new StreamMessages(streamId);
        waiting.add(text.length);
        waitingBytes += text.length;
        var part = new Part(parts++, text, lastSequence, writer.frames(), writer.bytes(), sha256);
        out.add(new FieldOutput.Store(new RecordingWish.Write(begun.file(), part)));
        if (waitingBytes > MOST_WAITING) {
            end("slow_store", now, out);
        }
    }

    /// A part was written, or not. **Returns** whether nothing more is to come.
    boolean written(@Nullable Outcome outcome, double now, List<FieldOutput> out) {
        Integer bytes = waiting.poll();
        waitingBytes -= bytes == null ? 0 : bytes;
        if (outcome == null || outcome == Outcome.GONE) {
            // Without this part there is no whole file.
            reason = outcome == null ? "store_failed" : "deleted";
            sha256 = null;
            return true;
        }
        if (outcome == Outcome.FULL) {
            end("disk_full", now, out);
        }
        return ended() && waiting.isEmpty();
    }

    /// What its client is told at the end.
    ObjectNode told() {
        ObjectNode payload = Replies.object()
                .put("recording_id", begun.name())
                .put("frames", writer.frames())
                .put("bytes", writer.bytes())
                .put("reason", reason);
        return sha256 == null ? payload : payload.put("sha256", sha256);
    }

    String streamId() {
        return streamId;
    }
}
