// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.line.Line;
import java.util.ArrayList;
import java.util.List;

/// The end of a session: its tombstone becomes durable, a live stream gets its last solution, everybody is told, and
/// what was stored is given up. Whoever asks again for the end gets it again.
final class Closing {
    /// So long the last line waits for the last solution.
    static final long SOLUTION_MILLIS = 2_000;

    private final Turn turn;
    private final Journal journal;
    private final Lines lines;
    private final Solutions solutions;
    private final List<Long> replies = new ArrayList<>();
    private boolean begun;
    private long begunNanos;
    private boolean solutionOwed;
    private boolean told;
    private long toldNanos;

    Closing(Turn turn, Journal journal, Lines lines, Solutions solutions) {
        this.turn = turn;
        this.journal = journal;
        this.lines = lines;
        this.solutions = solutions;
    }

    /// @param lastSolution whether the stream is owed a solution before it ends
    void begin(Input.Close close, boolean lastSolution) {
        replies.add(close.reply());
        if (begun) {
            return;
        }
        begun = true;
        begunNanos = turn.nanos();
        solutionOwed = lastSolution;
        if (lastSolution) {
            solutions.wantLine(() -> solutionOwed = false);
        }
        long atMillis = turn.millis();
        journal.ends(true);
        journal.submit(reserve -> new SessionEvent.Closed(close.reason(), atMillis, reserve), new Journal.Effect() {
            @Override
            public void durable(SessionEvent event) {
                answer(new Answer.Done());
            }

            @Override
            public void lost() {
                begun = false;
                journal.ends(false);
                answer(new Answer.Refused(UpdateDesk.storageUnavailable()));
            }
        });
    }

    private void answer(Answer answer) {
        replies.forEach(reply -> turn.reply(reply, answer));
        replies.clear();
    }

    /// The session is ending, or has ended.
    boolean begun() {
        return begun || journal.state().closed() != null;
    }

    /// True once, when the last line is told and all can be given up.
    boolean pump() {
        SessionEvent.Closed closed = journal.state().closed();
        if (closed == null || told || begun && solutionOwed && !turn.passed(begunNanos, SOLUTION_MILLIS)) {
            return false;
        }
        told = true;
        toldNanos = turn.nanos();
        lines.tell(new Line.SessionClosed(closed.reason(), null));
        return true;
    }

    /// The session had ended before this machine: there is nobody to tell.
    void recovered() {
        told = true;
        toldNanos = turn.nanos();
        turn.put(new Output.Purge());
    }

    boolean told() {
        return told;
    }

    boolean toldFor(long millis) {
        return told && turn.passed(toldNanos, millis);
    }
}
