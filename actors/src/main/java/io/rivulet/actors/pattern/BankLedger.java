// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.actors.pattern.core.BankRules;
import io.rivulet.actors.pattern.core.BankState;
import io.rivulet.serialization.event.BankEvent;
import io.rivulet.serialization.event.BankSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/// The event-sourced part of a bank: replays, then decides one batch of orders at a time and writes what they come to.
///
/// Two of one owner can't both write: the journal refuses the later one's row, which ends it, and with it whatever it
/// has decided and not written.
///
/// **Owns** the bank's events and snapshots.
/// **Survives** nothing: its parent starts a new one, which replays.
/// **Bounded by** one batch at a time, its parent's promise, and [BankLimits].
final class BankLedger extends EventSourcedBehaviorWithEnforcedReplies<BankLedger.Batch, BankEvent, BankState> {
    /// First part of the persistence id of every bank.
    private static final String ENTITY = "bank";

    /// Orders, to be decided one after the other and written together. The next batch waits for [Report.Written].
    record Batch(List<BankOrder.Kept> orders, long nowMillis) {}

    /// `ledger` is the number that its parent gave this ledger: reports of an earlier one are void.
    sealed interface Report {
        long ledger();

        /// What was on disk.
        record Ready(long ledger, BankSnapshot state, long values) implements Report {}

        /// @param answers one for each order
        /// @param values that are kept now
        record Written(long ledger, List<BankEvent> events, List<BankAnswer> answers, long values) implements Report {}
    }

    private final long number;
    private final PatternNode node;
    private final ActorRef<Report> reports;

    /// Ahead of what is on disk by the batch that is being written, so that each order of it is decided after those
    /// before it. Both hold the same values.
    private @Nullable BankState decided;

    private BankLedger(PersistenceId id, long number, PatternNode node, ActorRef<Report> reports) {
        super(id);
        this.number = number;
        this.node = node;
        this.reports = reports;
    }

    static Behavior<Batch> create(String bank, long number, PatternNode node, ActorRef<Report> reports) {
        return Behaviors.setup(_ -> new BankLedger(PersistenceId.of(ENTITY, bank), number, node, reports));
    }

    @Override
    public BankState emptyState() {
        return new BankState(node.settings().limits());
    }

    @Override
    public SignalHandler<BankState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    BankSnapshot read = state.toSnapshot();
                    decided = BankState.of(read, node.settings().limits());
                    reports.tell(new Report.Ready(number, read, state.values()));
                })
                .build();
    }

    @Override
    public CommandHandlerWithReply<Batch, BankEvent, BankState> commandHandler() {
        return (_, batch) -> {
            BankState ahead = Objects.requireNonNull(decided, "nothing is asked before the journal is read");
            List<BankEvent> events = new ArrayList<>();
            List<BankAnswer> answers = new ArrayList<>();
            for (BankOrder.Kept order : batch.orders()) {
                BankRules.Decision decision = BankRules.decide(ahead, order, batch.nowMillis());
                decision.events().forEach(ahead::after);
                events.addAll(decision.events());
                answers.add(decision.answer());
            }
            List<BankEvent> written = List.copyOf(events);
            return Effect()
                    .persist(written)
                    .thenReply(reports, after -> new Report.Written(number, written, answers, after.values()));
        };
    }

    @Override
    public EventHandler<BankState, BankEvent> eventHandler() {
        return BankState::after;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(
                        node.upkeep().snapshotEvery(), node.upkeep().snapshotsKept())
                .withDeleteEventsOnSnapshot();
    }

    /// Stored is the record, whose bytes have a version; the state is for memory.
    @Override
    public SnapshotAdapter<BankState> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(BankState state) {
                return state.toSnapshot();
            }

            @Override
            public BankState fromJournal(Object from) {
                return BankState.of((BankSnapshot) from, node.settings().limits());
            }
        };
    }
}
