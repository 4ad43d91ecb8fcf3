// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Output.EncodedLine;
import java.util.List;

/// One reader: how far it has been served, what is under way to it, and what it has to be told first.
/// **Bounded by** its window: at most that many bytes are under way, and one chunk more.
final class Follower {
    final long number;

    /// So many streams read what this follower is told.
    int streams;

    /// All numbers up to it were delivered, as lines or inside gaps and snapshots.
    long cursor;

    long deliveredNanos;
    long seenNanos;

    private final CreditWindow window;

    private List<EncodedLine> prefix = List.of();
    private long prefixLast;

    private boolean lagging;

    /// These numbers are left out, whatever they are.
    private long skipFrom;

    private long skipThrough = -1;

    private long samplingThrough;
    private int stride = 1;
    private int phase;

    Follower(long number, int streams, long cursor, long window, long seenNanos, long deliveredNanos) {
        this.number = number;
        this.streams = streams;
        this.cursor = cursor;
        this.window = new CreditWindow(window);
        this.seenNanos = seenNanos;
        this.deliveredNanos = deliveredNanos;
    }

    /// Before anything else these, which stand for all numbers up to `last`.
    void prefix(List<EncodedLine> lines, long last) {
        prefix = lines;
        prefixLast = last;
    }

    boolean hasPrefix() {
        return !prefix.isEmpty();
    }

    /// The prefix, once; empty where there is none.
    List<EncodedLine> takePrefix() {
        List<EncodedLine> lines = prefix;
        if (!lines.isEmpty()) {
            prefix = List.of();
            cursor = prefixLast;
        }
        return lines;
    }

    void credit(long upTo, long bytes, long nowNanos) {
        seenNanos = nowNanos;
        window.credit(upTo, bytes);
    }

    void sent(long last, long bytes, long nowNanos) {
        deliveredNanos = nowNanos;
        window.sent(last, bytes);
    }

    boolean hasLease() {
        return window.bytes() < Input.Follow.ENDLESS;
    }

    long allowance() {
        return window.allowance();
    }

    /// Remembers that it fell behind while it gave no credit.
    void fellBehind() {
        lagging = true;
    }

    boolean isLagging() {
        return lagging;
    }

    /// From here to `through` only every k-th iterate is kept, so that about `room` of `samples` remain.
    void sample(long through, int samples, int room) {
        lagging = false;
        samplingThrough = through;
        stride = Math.max(1, (samples + room - 1) / room);
        phase = 0;
    }

    /// It has not been served since its buffer was full: only the newest `room` lines up to `last` are left to it.
    void dropOldest(long last, int room) {
        lagging = false;
        skipFrom = cursor + 1;
        skipThrough = last - room;
    }

    /// Its buffer holds `room` lines: what has come since it was full, up to `last`, is left out.
    void dropNewest(long last, int room) {
        if (skipThrough <= cursor) {
            skipFrom = cursor + room + 1;
            skipThrough = last;
        } else {
            long kept = Math.max(0, skipFrom - 1 - cursor);
            if (kept + last - skipThrough > room) {
                skipThrough = last;
            }
        }
    }

    /// Whether it is left out. To be asked once for each, in order.
    boolean leavesOut(EncodedLine line) {
        boolean skipped = line.seq() >= skipFrom && line.seq() <= skipThrough;
        return skipped || line.sampled() && line.seq() <= samplingThrough && stride > 1 && phase++ % stride != 0;
    }
}
