// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.SqlStates;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/// The event-sourced part of a session (architecture D2, D3): replays, takes over, then writes one batch at a time.
///
/// After replay of a session that exists, the first write is `Taken` with the next incarnation; only when that is
/// durable does it report [Report.Ready]. A journal in which two incarnations write the same sequence number refuses
/// the later one, and that refusal ends this actor: whatever it has not reported as written may or may not be.
///
/// **Owns** the session's events and snapshots.
/// **Survives** nothing: its parent starts a new one, which replays.
/// **Bounded by** one command at a time, its parent's promise.
/// **More** docs/internals/recovery.md
final class SessionLedger
        extends EventSourcedBehaviorWithEnforcedReplies<SessionLedger.Command, SessionEvent, SessionState> {
    /// First part of the persistence id of every session.
    static final String ENTITY = "session";

    sealed interface Command {}

    /// Write these as one batch. The next one waits for [Report.Written].
    /// `incarnation` is the one that decided it.
    record Append(long token, long incarnation, List<SessionEvent> events) implements Command {}

    /// Take the session over; the ledger tells itself.
    private record Take() implements Command {}

    /// `ledger` is the number that its parent gave this ledger: reports of an earlier one are void.
    sealed interface Report {
        long ledger();

        /// Replayed and, where the session exists, taken over.
        record Ready(long ledger, SessionState state) implements Report {}

        /// `state` includes what was written.
        record Written(long ledger, long token, SessionState state) implements Report {}
    }

    private final ActorContext<Command> context;
    private final long number;
    private final String node;
    private final ActorsSettings.Ledger settings;
    private final ActorRef<Report> reports;

    private SessionLedger(
            ActorContext<Command> context,
            PersistenceId id,
            long number,
            String node,
            ActorsSettings.Ledger settings,
            ActorRef<Report> reports) {
        super(id);
        this.context = context;
        this.number = number;
        this.node = node;
        this.settings = settings;
        this.reports = reports;
    }

    static Behavior<Command> create(
            UUID id, long number, String node, ActorsSettings.Ledger settings, ActorRef<Report> reports) {
        return Behaviors.setup(
                context -> new SessionLedger(context, persistenceId(id), number, node, settings, reports));
    }

    static PersistenceId persistenceId(UUID id) {
        return PersistenceId.of(ENTITY, id.toString());
    }

    /// Whether a ledger ended because somebody else had written its next event.
    static boolean wasFencedOut(Throwable cause) {
        return SqlStates.constraintViolated(cause);
    }

    @Override
    public SessionState emptyState() {
        return SessionState.EMPTY;
    }

    @Override
    public SignalHandler<SessionState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    if (state.opened() != null && state.closed() == null) {
                        context.getSelf().tell(new Take());
                    } else {
                        reports.tell(new Report.Ready(number, state));
                    }
                })
                .build();
    }

    @Override
    public CommandHandlerWithReply<Command, SessionEvent, SessionState> commandHandler() {
        return (state, command) -> switch (command) {
            case Take _ ->
                Effect().persist(state.taken(node)).thenReply(reports, after -> new Report.Ready(number, after));
            // Decided before this ledger took over: others may have written since. Its parent hears Ready instead.
            case Append append
            when append.incarnation() != state.incarnation() -> Effect().noReply();
            case Append append ->
                Effect()
                        .persist(append.events())
                        .thenReply(reports, after -> new Report.Written(number, append.token(), after));
        };
    }

    @Override
    public EventHandler<SessionState, SessionEvent> eventHandler() {
        return SessionState::after;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), settings.snapshotsKept())
                .withDeleteEventsOnSnapshot();
    }

    /// Stored is the record, whose bytes have a version; the state is for memory.
    @Override
    public SnapshotAdapter<SessionState> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(SessionState state) {
                return state.toSnapshot();
            }

            @Override
            public SessionState fromJournal(Object from) {
                return SessionState.of((SessionSnapshot) from);
            }
        };
    }
}
