// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.parcel.Parcels;
import io.rivulet.serialization.problem.Problem;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Questions to a session that came as parcels, until they are here. What can't be pulled is refused as what comes
/// while
/// the session moves: nothing was done, who asked asks again.
/// **Bounded by** what gateways may have under way to one session.
/// **Thread** the session's.
final class PulledQuestions {
    private static final Logger log = LoggerFactory.getLogger(PulledQuestions.class);

    private final UUID session;
    private final Parcels parcels;
    private final ActorContext<SessionCommand> context;
    private final SessionRefusals refusals;
    private final Set<SessionCommand.Parcelled> pulling = new HashSet<>();

    PulledQuestions(UUID session, Parcels parcels, ActorContext<SessionCommand> context, SessionRefusals refusals) {
        this.session = session;
        this.parcels = parcels;
        this.context = context;
        this.refusals = refusals;
    }

    /// Comes back as [SessionCommand.Pulled].
    void pull(SessionCommand.Parcelled large) {
        pulling.add(large);
        context.pipeToSelf(parcels.unwrap(large.parcel(), SessionCommand.class), (question, failure) -> {
            if (failure != null) {
                log.warn("a question for session={} could not be pulled: {}", session, failure.toString());
            }
            return new SessionCommand.Pulled(large, question);
        });
    }

    /// The question, or null where it could not be pulled, which its asker has been told.
    @Nullable
    SessionCommand arrived(SessionCommand.Pulled pulled) {
        pulling.remove(pulled.large());
        SessionCommand question = pulled.question();
        if (question == null) {
            Replies.refuse(pulled.large().replyTo(), refusals.moving());
        }
        return question;
    }

    /// The session ends here.
    void refuseAll() {
        Problem moving = refusals.moving();
        pulling.forEach(large -> Replies.refuse(large.replyTo(), moving));
    }
}
