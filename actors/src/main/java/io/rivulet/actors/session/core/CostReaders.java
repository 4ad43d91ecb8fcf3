// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sessions that follow this one's updates: each asks for those after the last one that it has, and is answered when
/// there are some.
/// **Bounded by** [#WAITING] questions of at most [#PATIENCE_MILLIS]; an answer by [#BYTES] and one update more.
final class CostReaders {
    static final int WAITING = 256;
    static final long PATIENCE_MILLIS = 10_000;
    static final long BYTES = 64 << 10;

    private static final long RETRY_MILLIS = 1_000;
    private static final Answer.Costs NOTHING_NEW = new Answer.Costs(null, true);

    private record Reader(long reply, long afterRevision, long sinceNanos) {}

    private final Turn turn;
    private final List<Reader> waiting = new ArrayList<>();

    CostReaders(Turn turn) {
        this.turn = turn;
    }

    void add(Input.ReadCosts asked) {
        if (waiting.size() >= WAITING) {
            turn.reply(
                    asked.reply(),
                    new Answer.Refused(Problem.of(
                                    ProblemCode.SESSION_BUSY, WAITING + " sessions wait for this one's costs already")
                            .retryAfter(RETRY_MILLIS)));
            return;
        }
        waiting.add(new Reader(asked.reply(), asked.afterRevision(), turn.nanos()));
    }

    void pump(SessionState state) {
        for (Reader reader : List.copyOf(waiting)) {
            Answer.Costs costs = answer(state, reader);
            if (costs != null) {
                waiting.remove(reader);
                turn.reply(reader.reply(), costs);
            }
        }
    }

    private Answer.@Nullable Costs answer(SessionState state, Reader reader) {
        long after = reader.afterRevision();
        if (after >= state.revision()) {
            return turn.passed(reader.sinceNanos(), PATIENCE_MILLIS) ? NOTHING_NEW : null;
        }
        return after < state.rebasedThrough()
                ? new Answer.Costs(null, false)
                : new Answer.Costs(next(state, after), true);
    }

    private static CostsApplied next(SessionState state, long after) {
        List<IdentifiedUpdate> updates = new ArrayList<>();
        long atMillis = 0;
        long bytes = 0;
        for (CostsApplied event : state.tail().eventsAfter(after)) {
            int first = Math.toIntExact(Math.max(0, after + 1 - event.firstRevision()));
            for (IdentifiedUpdate update :
                    event.updates().subList(first, event.updates().size())) {
                if (bytes > BYTES) {
                    return new CostsApplied(after + 1, atMillis, updates, 0);
                }
                bytes += EventCodec.sizeOf(update);
                updates.add(update);
            }
            atMillis = event.atMillis();
        }
        return new CostsApplied(after + 1, atMillis, updates, 0);
    }

    void refuseAll(Problem problem) {
        waiting.forEach(reader -> turn.reply(reader.reply(), new Answer.Refused(problem)));
        waiting.clear();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
