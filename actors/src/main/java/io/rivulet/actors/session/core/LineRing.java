// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Output.EncodedLine;
import java.util.ArrayDeque;
import java.util.Deque;

/// The newest lines of a session, without holes in their numbers.
/// **Bounded by** 10,000 lines, 1 MiB of lines, 8 MiB of long lines (with a full x, counted apart so that a solution
/// does not push out what leads to it), and the node's [RingBudget]. The newest line is always kept.
final class LineRing {
    static final int LINES = 10_000;
    static final long BYTES = 1L << 20;
    static final long LONG_LINES_BYTES = 8L << 20;

    private static final int LONG_LINE_BYTES = 64 << 10;
    private static final int SLOTS = 16_384;
    private static final int FIRST_SLOTS = 64;

    private final RingBudget budget;
    private EncodedLine[] slots = new EncodedLine[FIRST_SLOTS];
    private long firstSeq = 1;
    private long lastSeq;
    private long shortBytes;
    private long longBytes;

    /// Lines that end a stream, ascending; some may have left the ring. At most one for each way to end.
    private final Deque<Long> ends = new ArrayDeque<>();

    LineRing(RingBudget budget) {
        this.budget = budget;
    }

    /// Forgets all lines; the next one has the number `next`.
    void restartAt(long next) {
        clear();
        firstSeq = next;
        lastSeq = next - 1;
    }

    /// Gives the bytes back to the node.
    void clear() {
        while (firstSeq <= lastSeq) {
            dropOldest();
        }
    }

    /// @param endsStream a follower that has read up to here has read all
    void append(EncodedLine line, boolean endsStream) {
        if (line.seq() != lastSeq + 1) {
            throw new IllegalArgumentException("line " + line.seq() + " after " + lastSeq);
        }
        reserve(line.bytes().length);
        grow();
        lastSeq++;
        slots[slot(lastSeq)] = line;
        count(line, 1);
        if (endsStream) {
            ends.add(lastSeq);
        }
        while (size() > LINES || (shortBytes > BYTES || longBytes > LONG_LINES_BYTES) && size() > 1) {
            dropOldest();
        }
    }

    private void reserve(int bytes) {
        while (!budget.reserve(bytes)) {
            if (size() == 0) {
                budget.force(bytes);
                return;
            }
            dropOldest();
        }
    }

    private void grow() {
        if (size() == slots.length) {
            EncodedLine[] more = new EncodedLine[Math.min(2 * slots.length, SLOTS)];
            for (long seq = firstSeq; seq <= lastSeq; seq++) {
                more[(int) (seq & (more.length - 1))] = slots[slot(seq)];
            }
            slots = more;
        }
    }

    private void dropOldest() {
        EncodedLine line = get(firstSeq);
        count(line, -1);
        budget.release(line.bytes().length);
        clearSlot(slot(firstSeq));
        firstSeq++;
    }

    @SuppressWarnings("NullAway") // an empty slot is never read: get() checks the number
    private void clearSlot(int slot) {
        slots[slot] = null;
    }

    private void count(EncodedLine line, int sign) {
        long bytes = (long) sign * line.bytes().length;
        if (line.bytes().length > LONG_LINE_BYTES) {
            longBytes += bytes;
        } else {
            shortBytes += bytes;
        }
    }

    private int slot(long seq) {
        return (int) (seq & (slots.length - 1));
    }

    EncodedLine get(long seq) {
        if (seq < firstSeq || seq > lastSeq) {
            throw new IndexOutOfBoundsException("line " + seq + " of " + firstSeq + " to " + lastSeq);
        }
        return slots[slot(seq)];
    }

    /// The oldest number kept, or the next one to come where nothing is kept.
    long firstSeq() {
        return firstSeq;
    }

    long lastSeq() {
        return lastSeq;
    }

    /// Whether the lines kept take more than half of the room that there is for any kind of them.
    boolean isHalfFull() {
        return 2 * size() > LINES || 2 * shortBytes > BYTES || 2 * longBytes > LONG_LINES_BYTES;
    }

    int size() {
        return (int) (lastSeq - firstSeq + 1);
    }

    /// Whether a line that ends a stream is among `from` to `to`, kept or not.
    boolean endsWithin(long from, long to) {
        for (long end : ends) {
            if (end >= from && end <= to) {
                return true;
            }
        }
        return false;
    }

    /// The bytes of the kept lines from `seq` on, counted up to `enough`.
    long bytesFrom(long seq, long enough) {
        long bytes = 0;
        for (long s = Math.max(seq, firstSeq); s <= lastSeq && bytes < enough; s++) {
            bytes += get(s).bytes().length;
        }
        return bytes;
    }

    /// Kept iterates from `seq` on.
    int samplesFrom(long seq) {
        int samples = 0;
        for (long s = Math.max(seq, firstSeq); s <= lastSeq; s++) {
            samples += get(s).sampled() ? 1 : 0;
        }
        return samples;
    }
}
