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
    private final Map<Long, Consumer<Answer>> open = new HashMap<>();
    private long last;

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

    /// A new number, whose answer goes to `asker`.
    long ask(Consumer<Answer> asker) {
        open.put(++last, asker);
        return last;
    }

    /// An answer to a number that is not open is dropped: its asker has gone.
    void answer(long number, Answer answer) {
        Consumer<Answer> asker = open.remove(number);
        if (asker != null) {
            asker.accept(answer);
        }
    }

    /// Answers all that are open in the same way.
    void answerAll(Answer answer) {
        List<Consumer<Answer>> askers = List.copyOf(open.values());
        open.clear();
        askers.forEach(asker -> asker.accept(answer));
    }
}
