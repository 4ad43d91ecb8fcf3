// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The questions that a session has not answered yet, by the number the machine knows them under.
/// **Bounded by** its limit: who asks beyond it is refused before the machine hears of it.
final class Questions {
    private final int limit;
    private final Map<Long, Asked> open = new HashMap<>();
    private long last;
    private int computed;

    /// @param computed its answer waits for the engine
    private record Asked(Consumer<Answer> asker, boolean computed) {}

    Questions(int limit) {
        this.limit = limit;
    }

    boolean full() {
        return open.size() >= limit;
    }

    int count() {
        return open.size();
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /// Those whose answer waits for the engine.
    int computed() {
        return computed;
    }

    /// A new number, whose answer goes to `asker`.
    ///
    /// @param fromEngine the answer waits for the engine
    long ask(boolean fromEngine, Consumer<Answer> asker) {
        open.put(++last, new Asked(asker, fromEngine));
        computed += fromEngine ? 1 : 0;
        return last;
    }

    /// An answer to a number that is not open is dropped: its asker has gone.
    void answer(long number, Answer answer) {
        Asked asked = open.remove(number);
        if (asked != null) {
            computed -= asked.computed() ? 1 : 0;
            asked.asker().accept(answer);
        }
    }

    /// Answers all that are open in the same way.
    void answerAll(Answer answer) {
        List<Asked> all = List.copyOf(open.values());
        open.clear();
        computed = 0;
        all.forEach(asked -> asked.asker().accept(answer));
    }
}
