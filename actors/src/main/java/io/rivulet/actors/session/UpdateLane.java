// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.serialization.event.IdentifiedUpdate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The updates that one connection sends to one session: they reach it in the order of the calls, though many are on
/// their way at once, and though the session moves to another node meanwhile. A batch that arrives before one that was
/// sent earlier is refused, and sent again after it.
/// **Thread** calls of [#send] one after the other; answers come on any.
/// **Bounded by** the caller, who has so many batches in flight.
final class UpdateLane {
    /// How a batch goes out: `place` says where in the lane it is, each time it is sent.
    interface Sender {
        CompletionStage<List<UpdateResult>> send(List<IdentifiedUpdate> updates, Place place);
    }

    /// Where a batch is in its lane, now.
    interface Place {
        SessionCommand.Turn turn();
    }

    private final UUID id;
    private final Sender sender;
    private final TreeSet<Long> unanswered = new TreeSet<>();
    private final Set<Long> sent = new HashSet<>();
    private final Set<Long> sentAgain = new HashSet<>();
    private CompletionStage<List<UpdateResult>> last = CompletableFuture.completedStage(List.of());
    private int held;
    private long next = 1;

    /// @param id no other lane has
    UpdateLane(UUID id, Sender sender) {
        this.id = id;
        this.sender = sender;
    }

    /// As [Sessions#update]. While one is being sent again, those after it wait for each other here: on their way they
    /// would be refused too, each after a pause of its own, and the lane would never catch up.
    CompletionStage<List<UpdateResult>> send(List<IdentifiedUpdate> updates) {
        CompletionStage<List<UpdateResult>> before;
        boolean holds;
        long number;
        var answer = new CompletableFuture<List<UpdateResult>>();
        synchronized (this) {
            number = next++;
            unanswered.add(number);
            before = last;
            last = answer;
            holds = held > 0 || !sentAgain.isEmpty();
            held += holds ? 1 : 0;
        }
        if (holds) {
            before.whenComplete((_, _) -> {
                sendNow(number, updates, answer);
                letGo();
            });
        } else {
            sendNow(number, updates, answer);
        }
        return answer;
    }

    private void sendNow(long number, List<IdentifiedUpdate> updates, CompletableFuture<List<UpdateResult>> answer) {
        sender.send(updates, () -> turn(number)).whenComplete((results, failure) -> {
            answered(number);
            if (failure == null) {
                answer.complete(results);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    private synchronized void letGo() {
        held--;
    }

    private synchronized SessionCommand.Turn turn(long number) {
        if (!sent.add(number)) {
            sentAgain.add(number);
        }
        return new SessionCommand.Turn(id, number, unanswered.isEmpty() ? number : unanswered.first());
    }

    private synchronized void answered(long number) {
        unanswered.remove(number);
        sent.remove(number);
        sentAgain.remove(number);
    }
}
