// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Numbers the session's lines and keeps the newest. A number is used only while the journal durably says that it may
/// have been: then no later incarnation uses it again. Without such a number iterates are left out (they had none, so
/// nothing is lost), and other lines wait.
/// Where lines add up to x, none of what they would say of it is lost with a line that is left out.
/// **Bounded by** [LineRing], [MirrorLog], and [#WAITING] lines that wait.
final class Lines {
    static final int WAITING = 1_024;

    /// When fewer numbers are left, more are reserved.
    private static final long LOW_WATER = 1_024;

    /// @param line null where only what it would have said of x waits
    private record Waiting(@Nullable Line line, @Nullable Moves moves) {}

    private final Turn turn;
    private final UUID session;
    private final LineRing ring;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable MirrorLog mirror;
    private long leftOut;
    private long nextSeq = 1;
    private long reservedTo;
    private long lastLineNanos;

    Lines(Turn turn, UUID session, LineRing ring) {
        this.turn = turn;
        this.session = session;
        this.ring = ring;
    }

    /// From now on lines add up to x.
    void addUpTo(MirrorLog x) {
        mirror = x;
    }

    /// Numbers begin after `base`; nothing of what was before is kept.
    void startAfter(long base, long newReservedTo) {
        nextSeq = base + 1;
        reservedTo = newReservedTo;
        ring.restartAt(nextSeq);
        if (mirror != null) {
            mirror.restart();
            forgetWhatWaits();
        }
        lastLineNanos = turn.nanos();
        numberWaiting();
    }

    /// What lines that wait say of x would add up to what nobody has.
    private void forgetWhatWaits() {
        for (int left = waiting.size(); left > 0; left--) {
            Waiting item = waiting.removeFirst();
            if (item.line != null) {
                Line line = item.moves == null ? item.line : item.line.showing(Slices.NO_ENTRIES);
                waiting.addLast(new Waiting(line, null));
            }
        }
    }

    /// Numbers up to `to` are durably reserved.
    void reservedTo(long to) {
        reservedTo = Math.max(reservedTo, to);
        numberWaiting();
    }

    void tell(Line line) {
        tell(line, null);
    }

    /// @param moves what it says of x where lines add up to it, else null
    void tell(Line line, @Nullable Moves moves) {
        if (canNumber()) {
            number(line, moves);
        } else {
            await(new Waiting(line, moves));
        }
    }

    /// An iterate, which is left out while there is no number for it.
    void tellSample(Line.IterationUpdate line, @Nullable Moves moves) {
        if (canNumber()) {
            number(line, moves);
        } else {
            leaveOut(moves);
        }
    }

    /// No line says this of x, so that the next one that says any has to; null where lines do not add up to it.
    void leaveOut(@Nullable Moves moves) {
        if (moves == null || mirror == null) {
            return;
        }
        Waiting last = waiting.peekLast();
        if (last == null) {
            mirror.leaveOut(moves);
        } else if (last.line == null && last.moves != null) {
            waiting.removeLast();
            waiting.addLast(new Waiting(null, mirror.together(last.moves, moves)));
        } else {
            await(new Waiting(null, moves));
        }
    }

    private void await(Waiting item) {
        if (waiting.size() == WAITING) {
            Waiting first = waiting.removeFirst();
            leftOut += first.line == null ? 0 : 1;
            if (first.moves != null && mirror != null) {
                mirror.leaveOut(first.moves);
            }
        }
        waiting.addLast(item);
    }

    private void numberWaiting() {
        if (leftOut > 0 && nextSeq < reservedTo) {
            number(
                    new Line.Error(
                            Problem.of(
                                            ProblemCode.STORAGE_UNAVAILABLE,
                                            leftOut + " lines could not be told while the journal was away")
                                    .session(session.toString()),
                            false),
                    null);
            leftOut = 0;
        }
        while (!waiting.isEmpty() && nextSeq <= reservedTo) {
            Waiting first = waiting.removeFirst();
            if (first.line != null) {
                number(first.line, first.moves);
            } else if (first.moves != null && mirror != null) {
                mirror.leaveOut(first.moves);
            }
        }
    }

    private void number(Line line, @Nullable Moves moves) {
        MirrorLog log = mirror;
        Line said = line;
        if (log != null && moves != null) {
            Moves instead = log.told(nextSeq, moves, line instanceof Line.Snapshot);
            said = instead == null ? line : line.showing(instead.json());
        }
        byte[] bytes = LineEncoder.encode(said, session, nextSeq, turn.millis());
        boolean sampled = line instanceof Line.IterationUpdate;
        ring.append(new EncodedLine(nextSeq, sampled, bytes), line instanceof Line.SessionClosed);
        if (log != null) {
            log.keepFrom(ring.firstSeq());
        }
        nextSeq++;
        lastLineNanos = turn.nanos();
    }

    /// Whether lines add up to x.
    boolean addUp() {
        return mirror != null;
    }

    /// What a reader lacks that has read up to `first` − 1 and not from there to `last`: what those lines say of x, or
    /// all of x where some are kept no more. Null where it lacks nothing, or lines do not add up to x.
    @Nullable
    Moves missed(long first, long last) {
        MirrorLog log = mirror;
        return log == null ? null : first < ring.firstSeq() ? log.through(last) : log.between(first, last);
    }

    /// All of x as lines up to `last` tell it, none of which is before the last that left; null where they tell none.
    @Nullable
    Moves through(long last) {
        return mirror == null ? null : mirror.through(last);
    }

    /// Gives what is kept back to the node.
    void clear() {
        ring.clear();
        if (mirror != null) {
            mirror.clear();
        }
    }

    /// The oldest number kept.
    long firstKept() {
        return ring.firstSeq();
    }

    /// A line with a number that it stands for, outside the ring: a gap or a snapshot for one follower.
    EncodedLine standIn(Line line, long seq) {
        return new EncodedLine(seq, false, LineEncoder.encode(line, session, seq, turn.millis()));
    }

    /// The end of a stream whose reader has not taken `next` while it was kept.
    EncodedLine tooSlow(long next) {
        Problem problem = Problem.of(
                        ProblemCode.TOO_SLOW, "Line " + next + " was not read while it was kept, nor those after it.")
                .session(session.toString());
        byte[] bytes =
                LineEncoder.encode(new Line.Error(problem, true, next), session, LineEncoder.NO_SEQ, turn.millis());
        return new EncodedLine(EncodedLine.NO_SEQ, false, bytes);
    }

    /// The last number used.
    long lastSeq() {
        return nextSeq - 1;
    }

    boolean needsReservation() {
        return reservedTo - lastSeq() < LOW_WATER;
    }

    long lastLineNanos() {
        return lastLineNanos;
    }

    /// Whether a line told now gets its number at once.
    boolean canNumber() {
        return waiting.isEmpty() && nextSeq <= reservedTo;
    }
}
