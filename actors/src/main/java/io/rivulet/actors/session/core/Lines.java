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

/// Numbers the session's lines and keeps the newest. A number is used only while the journal durably says that it may
/// have been: then no later incarnation uses it again. Without such a number iterates are left out (they had none, so
/// nothing is lost), and other lines wait.
/// **Bounded by** [LineRing], and [#WAITING] lines that wait.
final class Lines {
    static final int WAITING = 1_024;

    /// When fewer numbers are left, more are reserved.
    private static final long LOW_WATER = 1_024;

    private final Turn turn;
    private final UUID session;
    private final LineRing ring;
    private final Deque<Line> waiting = new ArrayDeque<>();
    private long leftOut;
    private long nextSeq = 1;
    private long reservedTo;
    private long lastLineNanos;

    Lines(Turn turn, UUID session, LineRing ring) {
        this.turn = turn;
        this.session = session;
        this.ring = ring;
    }

    /// Numbers begin after `base`; nothing of what was before is kept.
    void startAfter(long base, long newReservedTo) {
        nextSeq = base + 1;
        reservedTo = newReservedTo;
        ring.restartAt(nextSeq);
        lastLineNanos = turn.nanos();
        numberWaiting();
    }

    /// Numbers up to `to` are durably reserved.
    void reservedTo(long to) {
        reservedTo = Math.max(reservedTo, to);
        numberWaiting();
    }

    void tell(Line line) {
        if (canNumber()) {
            number(line);
            return;
        }
        if (waiting.size() == WAITING) {
            waiting.removeFirst();
            leftOut++;
        }
        waiting.addLast(line);
    }

    /// An iterate, which is left out while there is no number for it.
    void tellSample(Line.IterationUpdate line) {
        if (canNumber()) {
            number(line);
        }
    }

    private void numberWaiting() {
        if (leftOut > 0 && nextSeq < reservedTo) {
            number(new Line.Error(
                    Problem.of(
                                    ProblemCode.STORAGE_UNAVAILABLE,
                                    leftOut + " lines could not be told while the journal was away")
                            .session(session.toString()),
                    false));
            leftOut = 0;
        }
        while (!waiting.isEmpty() && nextSeq <= reservedTo) {
            number(waiting.removeFirst());
        }
    }

    private void number(Line line) {
        byte[] bytes = LineEncoder.encode(line, session, nextSeq, turn.millis());
        boolean sampled = line instanceof Line.IterationUpdate;
        ring.append(new EncodedLine(nextSeq, sampled, bytes), line instanceof Line.SessionClosed);
        nextSeq++;
        lastLineNanos = turn.nanos();
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
