// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.serialization.problem.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers to those who asked, wherever they are. **Thread** any.
final class Replies {
    private static final Logger log = LoggerFactory.getLogger(Replies.class);

    private final Parcels parcels;
    private final Executor writers;

    /// @param writers write what is large
    Replies(Parcels parcels, Executor writers) {
        this.parcels = parcels;
        this.writers = writers;
    }

    void tell(ActorRef<Answered> to, Answer answer) {
        boolean large = Parcels.isRemote(to) && WireSize.of(answer) > Parcels.WHOLE_BYTES;
        if (!large) {
            to.tell(new Answered(answer));
            return;
        }
        // Written by another thread: it may be a whole x.
        CompletableFuture<Answered> _ = CompletableFuture.supplyAsync(
                        () -> new Answered(null, parcels.wrap(new Answered(answer))), writers)
                .exceptionally(failure ->
                        new Answered(new Answer.Refused(Incidents.problemOf(failure, log, "sending an answer"))))
                .whenComplete((answered, _) -> to.tell(answered));
    }

    static void refuse(ActorRef<Answered> to, Problem problem) {
        to.tell(new Answered(new Answer.Refused(problem)));
    }
}
