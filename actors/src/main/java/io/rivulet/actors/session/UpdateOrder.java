// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Which batch of each [UpdateLane] a session takes next. A session that has just begun at this node knows nothing:
/// it takes the oldest that has not been answered.
/// **Bounded by** [#LANES], the least recently used forgotten first.
final class UpdateOrder {
    private static final int LANES = 1_024;

    private final Map<UUID, Long> next = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
            return size() > LANES;
        }
    };

    /// Whether the batch is not before its turn; then the one after it is the next.
    boolean takes(SessionCommand.Turn turn) {
        long expected = Math.max(next.getOrDefault(turn.lane(), 0L), turn.oldest());
        if (turn.number() > expected) {
            return false;
        }
        next.merge(turn.lane(), turn.number() + 1, Math::max);
        return true;
    }

    /// What became of a batch that was taken. Where a repeat may fare better, no later one may come before the
    /// repeat, until the sender has the answer: it may be lost on its way.
    void answered(SessionCommand.Turn turn, Answer answer) {
        if (mayFareBetter(answer)) {
            next.computeIfPresent(turn.lane(), (_, expected) -> Math.min(expected, turn.number()));
        }
    }

    private static boolean mayFareBetter(Answer answer) {
        return switch (answer) {
            case Answer.Refused refused -> isPassing(refused.problem());
            case Answer.UpdateResults results ->
                results.each().stream()
                        .anyMatch(each ->
                                each instanceof UpdateResult.Rejected rejected && isPassing(rejected.problem()));
            default -> false;
        };
    }

    /// A session that is not there may be opened before the repeat comes.
    private static boolean isPassing(Problem problem) {
        int status = problem.code().status();
        return status == ProblemCode.STORAGE_UNAVAILABLE.status()
                || status == ProblemCode.SESSION_BUSY.status()
                || problem.code() == ProblemCode.SESSION_NOT_FOUND;
    }
}
