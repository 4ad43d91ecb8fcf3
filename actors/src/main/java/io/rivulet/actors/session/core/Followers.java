// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.serialization.event.SessionSettings.Overflow;
import io.rivulet.serialization.event.SessionSettings.Showing;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Carries lines to readers: each number reaches each of them as a line, or inside a gap or a snapshot.
/// **Bounded by** [#READERS]; a reader costs its window. A slow one loses iterates first, told by gaps; nobody waits
/// for it.
/// **More** docs/internals/streams-and-followers.md
final class Followers {
    static final int READERS = 1_024;
    static final long CHUNK_BYTES = 64 << 10;
    static final long PAUSE_MILLIS = 20;

    private static final long SIGN_OF_LIFE_MILLIS = 1_000;

    private final Turn turn;
    private final Lines lines;
    private final LineRing ring;
    private final long leaseMillis;
    private final LongSupplier incarnation;

    /// Makes a snapshot from the first number still kept.
    private final LongFunction<Line.Snapshot> snapshots;

    private final Map<Long, Follower> readers = new LinkedHashMap<>();
    private int buffer = Showing.DEFAULTS.buffer();
    private Overflow overflow = Showing.DEFAULTS.overflow();
    private long dropped;

    Followers(
            Turn turn,
            Lines lines,
            LineRing ring,
            long leaseMillis,
            LongSupplier incarnation,
            LongFunction<Line.Snapshot> snapshots) {
        this.turn = turn;
        this.lines = lines;
        this.ring = ring;
        this.leaseMillis = leaseMillis;
        this.incarnation = incarnation;
        this.snapshots = snapshots;
    }

    /// So many lines a reader may lag before that is done about it.
    void overflow(int lag, Overflow strategy) {
        buffer = Math.max(1, lag);
        overflow = strategy;
    }

    /// Whether iterates should rather not be told: a reader that must not miss a line has much to read.
    boolean pressed() {
        if (overflow != Overflow.BLOCK) {
            return false;
        }
        for (Follower reader : readers.values()) {
            long unread = ring.lastSeq() - reader.cursor;
            if (unread > buffer || ring.isHalfFull() && 2 * unread > ring.size()) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return readers.isEmpty();
    }

    /// Lines that readers were told of in a gap, because they are too slow.
    long dropped() {
        return dropped;
    }

    /// The streams that are told what this session tells.
    int streams() {
        int sum = 0;
        for (Follower reader : readers.values()) {
            sum += reader.streams;
        }
        return sum;
    }

    /// @param streams see [Input.Follow]
    /// @param base the last number that earlier incarnations may have used
    @Nullable
    Problem attach(long number, int streams, OptionalLong from, long window, long base) {
        long next = lines.lastSeq() + 1;
        if (readers.size() >= READERS && !readers.containsKey(number)) {
            return Problem.of(ProblemCode.TOO_MANY_STREAMS, READERS + " readers follow this session already")
                    .retryAfter(SIGN_OF_LIFE_MILLIS);
        }
        long start = from.isPresent() ? Math.max(1, from.getAsLong()) : next;
        if (start > next) {
            return Problem.of(ProblemCode.OUT_OF_RANGE, "line " + start + " is beyond the next one, " + next)
                    .at("/from")
                    .hint("ask for a line that was sent, or for " + next + ", which is the next");
        }
        Follower reader = new Follower(
                number,
                streams,
                start - 1,
                window,
                turn.nanos(),
                turn.nanos() - TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
        if (from.isEmpty() && next > 1) {
            reader.prefix(List.of(snapshot(next - 1)), next - 1);
        } else if (start < ring.firstSeq()) {
            missed(reader, start, base);
        }
        readers.put(number, reader);
        return null;
    }

    /// The reader comes for lines that are not kept any more: a snapshot stands for them, after a failover with a gap
    /// before it.
    private void missed(Follower reader, long start, long base) {
        long last = ring.firstSeq() - 1;
        reader.prefix(last == base ? failover(start, base) : List.of(snapshot(last)), last);
    }

    private List<EncodedLine> failover(long start, long base) {
        List<EncodedLine> prefix = new ArrayList<>(2);
        if (start < base) {
            long last = base - 1;
            prefix.add(lines.standIn(new Line.StreamGap(last - start + 1, start, last, "failover"), last));
        }
        prefix.add(snapshot(base));
        return prefix;
    }

    /// Numbers were lost under way to a new incarnation: everybody goes on behind `base`.
    void jumpTo(long base) {
        for (Follower reader : readers.values()) {
            long start = reader.cursor + 1;
            if (start <= base) {
                reader.prefix(failover(start, base), base);
            }
        }
    }

    private EncodedLine snapshot(long seq) {
        Line.Snapshot now = snapshots.apply(ring.firstSeq());
        return lines.standIn(lines.addUp() ? asTold(now, seq) : now, seq);
    }

    /// With x as lines up to `seq` tell it: those after it add up with that one.
    private Line.Snapshot asTold(Line.Snapshot now, long seq) {
        Moves all = lines.through(seq);
        return all == null
                ? new Line.Snapshot(now.firstSeqKept(), now.state(), 0, Slices.NO_ENTRIES, Double.NaN, null, false)
                : new Line.Snapshot(
                        now.firstSeqKept(),
                        now.state(),
                        all.revision(),
                        all.json(),
                        all.residual(),
                        all.bound(),
                        now.verified() && seq == lines.lastSeq());
    }

    /// With what the lines say of x that it stands for, where lines add up to it.
    private EncodedLine gap(long first, long last) {
        dropped += last - first + 1;
        Moves missed = lines.missed(first, last);
        Line.StreamGap gap = new Line.StreamGap(last - first + 1, first, last, "overflow");
        return lines.standIn(missed == null ? gap : gap.showing(missed.revision(), missed.json()), last);
    }

    void credit(long number, int streams, long upTo, long bytes) {
        Follower reader = readers.get(number);
        if (reader != null) {
            reader.streams = streams;
            reader.credit(upTo, bytes, turn.nanos());
        }
    }

    void detach(long number) {
        readers.remove(number);
    }

    /// Sends what may be sent now. To be called once at the end of each turn.
    void pump() {
        for (Follower reader : List.copyOf(readers.values())) {
            if (reader.hasLease() && turn.passed(reader.seenNanos, leaseMillis)) {
                end(reader, false);
            } else {
                serve(reader);
            }
        }
    }

    private void serve(Follower reader) {
        while (readers.containsKey(reader.number) && hasLines(reader)) {
            if (missesLines(reader)) {
                endTooSlow(reader);
                return;
            }
            if (reader.allowance() <= 0) {
                if (ring.lastSeq() - reader.cursor > buffer) {
                    fallsBehind(reader);
                }
                break;
            }
            if (!due(reader)) {
                return;
            }
            if (reader.isLagging()) {
                catchUp(reader);
            }
            deliver(reader);
        }
        if (readers.containsKey(reader.number) && turn.passed(reader.deliveredNanos, SIGN_OF_LIFE_MILLIS)) {
            turn.put(new Output.Deliver(
                    reader.number, incarnation.getAsLong(), reader.cursor + 1, reader.cursor, List.of(), false));
            reader.sent(reader.cursor, 0, turn.nanos());
        }
    }

    private void fallsBehind(Follower reader) {
        switch (overflow) {
            case COMPRESS, DROP_OLDEST -> reader.fellBehind();
            case DROP_NEWEST -> reader.dropNewest(ring.lastSeq(), buffer);
            case BLOCK -> {}
        }
    }

    private void catchUp(Follower reader) {
        if (overflow == Overflow.DROP_OLDEST) {
            reader.dropOldest(ring.lastSeq(), buffer);
        } else {
            sample(reader);
        }
    }

    /// Whether it must not miss any, and what it has to be told next is no longer kept.
    private boolean missesLines(Follower reader) {
        return overflow == Overflow.BLOCK && !reader.hasPrefix() && reader.cursor + 1 < ring.firstSeq();
    }

    /// Ends this reader's stream only, which may come again for a snapshot.
    private void endTooSlow(Follower reader) {
        readers.remove(reader.number);
        long next = reader.cursor + 1;
        turn.put(new Output.Deliver(
                reader.number, incarnation.getAsLong(), next, reader.cursor, List.of(lines.tooSlow(next)), true));
    }

    private boolean hasLines(Follower reader) {
        return reader.hasPrefix() || reader.cursor < ring.lastSeq();
    }

    private boolean due(Follower reader) {
        return turn.passed(reader.deliveredNanos, PAUSE_MILLIS)
                || ring.endsWithin(reader.cursor + 1, ring.lastSeq())
                || ring.bytesFrom(reader.cursor + 1, CHUNK_BYTES) >= CHUNK_BYTES;
    }

    private void sample(Follower reader) {
        int samples = ring.samplesFrom(reader.cursor + 1);
        long kept = ring.lastSeq() - Math.max(reader.cursor + 1, ring.firstSeq()) + 1;
        int room = (int) Math.max(1, buffer - (kept - samples));
        reader.sample(ring.lastSeq(), samples, room);
    }

    private void deliver(Follower reader) {
        long first = reader.cursor + 1;
        List<EncodedLine> chunk = new ArrayList<>(reader.takePrefix());
        long bytes = bytes(chunk);
        long room = Math.min(CHUNK_BYTES, reader.allowance());
        boolean ended = ring.endsWithin(first, reader.cursor);
        long gapFirst = 0;
        while (reader.cursor < ring.lastSeq() && !ended) {
            long seq = reader.cursor + 1;
            if (seq < ring.firstSeq()) {
                if (missesLines(reader)) {
                    break;
                }
                gapFirst = gapFirst == 0 ? seq : gapFirst;
                reader.cursor = ring.firstSeq() - 1;
                ended = ring.endsWithin(seq, reader.cursor);
                continue;
            }
            EncodedLine line = ring.get(seq);
            if (!chunk.isEmpty() && bytes + line.bytes().length > room) {
                break;
            }
            if (reader.leavesOut(line) && !ring.endsWithin(seq, seq)) {
                gapFirst = gapFirst == 0 ? seq : gapFirst;
            } else {
                if (gapFirst != 0) {
                    bytes += add(chunk, gap(gapFirst, seq - 1));
                    gapFirst = 0;
                }
                bytes += add(chunk, line);
                ended = ring.endsWithin(seq, seq);
            }
            reader.cursor = seq;
        }
        if (gapFirst != 0) {
            chunk.add(gap(gapFirst, reader.cursor));
        }
        turn.put(new Output.Deliver(reader.number, incarnation.getAsLong(), first, reader.cursor, chunk, ended));
        reader.sent(reader.cursor, bytes(chunk), turn.nanos());
        if (ended) {
            readers.remove(reader.number);
        }
    }

    private static long add(List<EncodedLine> chunk, EncodedLine line) {
        chunk.add(line);
        return line.bytes().length;
    }

    private static long bytes(List<EncodedLine> chunk) {
        long sum = 0;
        for (EncodedLine line : chunk) {
            sum += line.bytes().length;
        }
        return sum;
    }

    private void end(Follower reader, boolean moved) {
        readers.remove(reader.number);
        turn.put(new Output.EndFollower(reader.number, moved));
    }

    /// The session leaves after its last line: whoever has not come to it is told that, whatever its credit is, and in
    /// one gap what it misses. Who must not miss any is told that instead.
    void finish() {
        long last = ring.lastSeq();
        for (Follower reader : List.copyOf(readers.values())) {
            long first = reader.cursor + 1;
            List<EncodedLine> chunk = new ArrayList<>(reader.takePrefix());
            long next = reader.cursor + 1;
            if (next < last && overflow == Overflow.BLOCK && chunk.isEmpty()) {
                endTooSlow(reader);
                continue;
            }
            if (next < last) {
                chunk.add(gap(next, last - 1));
            }
            if (next <= last) {
                chunk.add(ring.get(last));
                turn.put(new Output.Deliver(reader.number, incarnation.getAsLong(), first, last, chunk, true));
                readers.remove(reader.number);
            } else {
                end(reader, false);
            }
        }
    }

    /// The session moves: all followers are told what their credit allows, and then that.
    void handOver() {
        for (Follower reader : List.copyOf(readers.values())) {
            while (readers.containsKey(reader.number) && hasLines(reader) && reader.allowance() > 0) {
                if (missesLines(reader)) {
                    endTooSlow(reader);
                } else {
                    deliver(reader);
                }
            }
            if (readers.containsKey(reader.number)) {
                end(reader, true);
            }
        }
    }

    /// Nanoseconds until a reader may be served again, or `most`.
    long nanosToServe(long nowNanos, long most) {
        long least = most;
        for (Follower reader : readers.values()) {
            if (hasLines(reader) && reader.allowance() > 0) {
                long pause = reader.deliveredNanos + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS) - nowNanos;
                least = Math.min(least, pause);
            }
        }
        return least;
    }
}
