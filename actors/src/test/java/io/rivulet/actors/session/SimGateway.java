// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Samples;
import io.rivulet.serialization.event.IdentifiedUpdate;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// How the clients of one host reach the session: production's lanes and repeated asks, over the world's network.
final class SimGateway {
    /// @param place where in its lane it is, each time it is sent
    /// @param repeatable may come twice
    record Question(LongFunction<Input> input, UpdateLane.@Nullable Place place, boolean repeatable) {
        Question(LongFunction<Input> input) {
            this(input, null, true);
        }
    }

    /// A question on its way.
    record Sent(LongFunction<Input> input, SessionCommand.@Nullable Turn turn, boolean repeatable) {}

    private final Simulation sim;
    private final SimCluster cluster;
    private final SimHost host;
    private final RepeatedAsks<Question> asks;

    SimGateway(Simulation sim, SimCluster cluster, SimHost host) {
        this.sim = sim;
        this.cluster = cluster;
        this.host = host;
        this.asks = new RepeatedAsks<>(
                this::send,
                (pause, what) -> host.after(pause.toNanos(), what),
                () -> sim.now().nanos());
    }

    /// Fails where nobody answers in time; see [SessionAsks].
    CompletionStage<Answer> ask(Question question) {
        return ask(question, sim.patience());
    }

    CompletionStage<Answer> ask(Question question, Duration patience) {
        return asks.ask(Samples.SESSION, question, patience, question.repeatable())
                .thenApply(Answered::unpacked);
    }

    UpdateLanes lanes(boolean waitApplied) {
        return new UpdateLanes(_ -> new UpdateLane(
                new UUID(sim.random().nextLong(), sim.random().nextLong()),
                (updates, place) -> update(updates, place, waitApplied)));
    }

    private CompletionStage<List<UpdateResult>> update(
            List<IdentifiedUpdate> updates, UpdateLane.Place place, boolean waitApplied) {
        boolean repeatable =
                updates.stream().noneMatch(update -> update.identity().madeByServer());
        return ask(new Question(reply -> new Input.Updates(reply, updates, waitApplied), place, repeatable))
                .thenApply(answer -> switch (answer) {
                    case Answer.UpdateResults results -> results.each();
                    case Answer.Refused refused -> throw refused.problem().exception();
                    default -> throw new AssertionError("not an answer to updates: " + answer);
                });
    }

    private CompletionStage<Answered> send(UUID id, Question question, Duration patience) {
        var answer = new CompletableFuture<Answered>();
        host.after(patience.toNanos(), () -> answer.completeExceptionally(new TimeoutException()));
        UpdateLane.Place place = question.place();
        var sent = new Sent(question.input(), place == null ? null : place.turn(), question.repeatable());
        cluster.send(
                host,
                host.ownerSeen,
                question.repeatable(),
                at -> at.arrive(sent, told -> cluster.send(at, host.number, true, _ -> answered(answer, told)), 0));
        return answer;
    }

    private void answered(CompletableFuture<Answered> answer, Answer told) {
        if (host.gateway == this) {
            answer.complete(new Answered(told));
        }
    }

    void tell(Input input) {
        cluster.send(host, host.ownerSeen, true, at -> at.arrive(input));
    }

    void memberRemoved() {
        asks.memberRemoved();
    }
}
