// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.serialization.event.IdentifiedUpdate;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
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
    private long next = 1;

    /// @param id no other lane has
    UpdateLane(UUID id, Sender sender) {
        this.id = id;
        this.sender = sender;
    }

    /// As [Sessions#update].
    CompletionStage<List<UpdateResult>> send(List<IdentifiedUpdate> updates) {
        long number = take();
        return sender.send(updates, () -> turn(number)).whenComplete((_, _) -> answered(number));
    }

    private synchronized long take() {
        unanswered.add(next);
        return next++;
    }

    private synchronized SessionCommand.Turn turn(long number) {
        return new SessionCommand.Turn(id, number, unanswered.isEmpty() ? number : unanswered.first());
    }

    private synchronized void answered(long number) {
        unanswered.remove(number);
    }
}
