// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import java.time.Duration;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The child of a session's actor that follows the costs of another session, where the session's settings name one:
/// at most one, for as long as the actor lives.
/// **Thread** the actor's.
final class SourceChild {
    private static final Logger log = LoggerFactory.getLogger(SourceChild.class);
    private static final String FOLLOW = "follow";

    /// Before one that failed is followed by another.
    private static final Duration FOLLOW_AGAIN = Duration.ofSeconds(1);

    private final UUID id;
    private final SessionNode node;
    private final ActorContext<SessionCommand> context;
    private final TimerScheduler<SessionCommand> timers;
    private @Nullable ActorRef<CostFollower.Command> child;

    SourceChild(
            UUID id, SessionNode node, ActorContext<SessionCommand> context, TimerScheduler<SessionCommand> timers) {
        this.id = id;
        this.node = node;
        this.context = context;
        this.timers = timers;
    }

    /// Begins once the session is open.
    void follow(SessionState durable) {
        SessionEvent.SessionOpened opened = durable.opened();
        SessionSettings.CostSource source =
                opened == null ? null : opened.settings().swarm().costSource();
        if (opened == null || source == null || child != null || durable.closed() != null) {
            return;
        }
        long known = durable.highestOf(CostFollower.sourceName(source.session()));
        child = context.spawnAnonymous(CostFollower.create(
                node.asks(),
                new JournalReplay(
                        node.stores().journal(),
                        session -> SessionLedger.persistenceId(session).id()),
                new CostFollower.Route(id, opened.owner(), source.session(), Math.max(source.revision(), known)),
                context.getSelf()));
        context.watch(child);
    }

    void followAgain(SessionState durable) {
        child = null;
        follow(durable);
    }

    /// Whether it was this child that ended. One that has come to its end by itself has said why, and stays in its
    /// place.
    boolean ended(Terminated end) {
        if (child == null || !end.getRef().path().equals(child.path())) {
            return false;
        }
        if (end instanceof ChildFailed failed) {
            log.warn(
                    "session={} follows costs again cause={}",
                    id,
                    failed.getCause().toString());
            timers.startSingleTimer(FOLLOW, new SessionCommand.FollowSource(), FOLLOW_AGAIN);
        }
        return true;
    }
}
