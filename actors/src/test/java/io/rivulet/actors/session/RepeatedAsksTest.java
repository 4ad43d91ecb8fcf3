// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RepeatedAsksTest {
    private static final UUID SESSION = new UUID(1, 2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<CompletableFuture<Answered>> sent = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private boolean unsendable;
    private final RepeatedAsks<String> asks = new RepeatedAsks<>(
            (_, _, _) -> {
                if (unsendable) {
                    throw new IllegalStateException("no room for it");
                }
                sent.add(new CompletableFuture<>());
                return sent.getLast();
            },
            (_, what) -> later.add(what),
            () -> 0);

    private CompletableFuture<Answered> ask(boolean repeatable) {
        return asks.ask(SESSION, "question", PATIENCE, repeatable).toCompletableFuture();
    }

    private void timePasses() {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    @Test
    void aSessionThatMovesIsAskedAgain() {
        var answer = ask(false);
        sent.getFirst().complete(new Answered(new Answer.Refused(Problem.of(ProblemCode.DRAINING, "it moves"))));
        assertThat(answer).isNotDone();
        timePasses();
        sent.getLast().complete(new Answered(new Answer.Done()));
        assertThat(answer.join().unpacked()).isEqualTo(new Answer.Done());
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatMayHaveBeenLostWithANodeIsAskedAgain() {
        var answer = ask(true);
        asks.memberRemoved();
        timePasses();
        sent.getLast().complete(new Answered(new Answer.Done()));
        assertThat(answer).isCompleted();
        assertThat(sent).hasSize(3);
    }

    @Test
    void whatCanNotBeSentFailsAlsoWhenItIsSentAgain() {
        unsendable = true;
        assertThat(ask(true)).isCompletedExceptionally();

        unsendable = false;
        var moving = ask(true);
        sent.getLast().complete(new Answered(new Answer.Refused(Problem.of(ProblemCode.DRAINING, "it moves"))));
        unsendable = true;
        timePasses();
        assertThat(moving).isCompletedExceptionally();

        unsendable = false;
        var lost = ask(true);
        asks.memberRemoved();
        unsendable = true;
        timePasses();
        assertThat(lost).isNotDone();
        sent.getLast().complete(new Answered(new Answer.Done()));
        assertThat(lost).isCompleted();
    }

    @Test
    void whatMayNotComeTwiceIsUnknownThen() {
        var answer = ask(false);
        asks.memberRemoved();
        var afterwards = ask(false);
        timePasses();
        assertThat(answer).isCompletedExceptionally();
        assertThat(afterwards).isNotDone();
        assertThat(sent).hasSize(2);
    }
}
