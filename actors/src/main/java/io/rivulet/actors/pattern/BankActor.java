// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.pattern.BankCommand.Answered;
import io.rivulet.actors.pattern.BankCommand.Ask;
import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.patterns.experience.Judgement;
import io.rivulet.patterns.matcher.Signal;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.BankSnapshot;
import io.rivulet.serialization.event.BankSnapshot.Held;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sharded bank of one owner. What changes it, or asks for what is kept, waits for the write that is under way and
/// goes into the next one, together with all that came meanwhile; answers leave once it is on disk. Searches run on
/// the compute pool, in turns, over an index that has all that was answered for.
///
/// **Owns** its [BankLedger], its [PatternIndex] and their memory.
/// **Survives** the end of its ledger, which it starts again; what was being written then is answered as unknown.
/// **Bounded by** [PatternSettings]: orders that wait, orders of a batch, searches under way, what is kept.
final class BankActor {
    static final EntityTypeKey<BankCommand> TYPE = EntityTypeKey.create(BankCommand.class, "pattern-bank");

    /// What is kept of a value: twice by the index, once beside it.
    private static final long BYTES_PER_VALUE = 3L * Double.BYTES;

    /// Memory is taken in pieces of so much.
    private static final long PIECE = 1 << 20;

    private static final long RETRY_AFTER_MILLIS = 500;
    private static final int MOST_DOUBLINGS = 10;
    private static final String LEDGER = "ledger";
    private static final String IDLE = "idle";
    private static final Logger log = LoggerFactory.getLogger(BankActor.class);

    /// @param finish what the answer becomes before it leaves
    private record Waiting(BankOrder.Kept order, ActorRef<Answered> replyTo, UnaryOperator<BankAnswer> finish) {}

    private final String bank;
    private final PatternNode node;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ActorContext<BankCommand> context;
    private final TimerScheduler<BankCommand> timers;
    private final ComputePool.Lane lane;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final Deque<SearchTurn> early = new ArrayDeque<>();
    private List<Waiting> writing = List.of();
    private @Nullable ActorRef<BankLedger.Batch> ledger;
    private MemoryBudget.@Nullable Reservation memory;
    /// Of it, what is not yet promised to any values.
    private long free;

    private long ledgers;
    private int failures;
    private int searches;
    private long asks;
    private long asksAtLook;
    private boolean ready;
    private boolean stopping;

    /// The lane's alone.
    private PatternIndex index = new PatternIndex();

    private BankActor(
            String bank,
            PatternNode node,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ActorContext<BankCommand> context,
            TimerScheduler<BankCommand> timers) {
        this.bank = bank;
        this.node = node;
        this.shard = shard;
        this.context = context;
        this.timers = timers;
        this.lane = node.pool().lane(ComputePool.Share.SESSIONS);
    }

    static Behavior<BankCommand> create(String bank, PatternNode node, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new BankActor(bank, node, shard, context, timers).start()));
    }

    private Behavior<BankCommand> start() {
        startLedger();
        timers.startTimerWithFixedDelay(
                IDLE, new BankCommand.Idle(), node.settings().passiveAfter());
        return Behaviors.receive(BankCommand.class)
                .onAnyMessage(this::on)
                .onSignal(PostStop.class, _ -> {
                    MemoryBudget.Reservation held = memory;
                    lane.end(() -> {
                        if (held != null) {
                            held.close();
                        }
                    });
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<BankCommand> on(BankCommand command) {
        switch (command) {
            case Ask ask -> accept(ask);
            case BankCommand.LedgerSaid(BankLedger.Report report) when report.ledger() == ledgers -> heard(report);
            case BankCommand.LedgerSaid _ -> {
                // Of a ledger that was replaced.
            }
            case BankCommand.LedgerEnded(long number) when number == ledgers -> ledgerEnded();
            case BankCommand.LedgerEnded _ -> {
                // Likewise.
            }
            case BankCommand.RestartLedger _ -> startLedger();
            case BankCommand.Indexed(long number) -> indexed(number);
            case BankCommand.Turned turned -> turned(turned);
            case BankCommand.Idle _ -> {
                if (asks == asksAtLook && isIdle()) {
                    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
                }
                asksAtLook = asks;
            }
            case BankCommand.Stop _ -> stopping = true;
        }
        return stopping && isIdle() ? Behaviors.stopped() : Behaviors.same();
    }

    private boolean isIdle() {
        return queue.isEmpty() && writing.isEmpty() && early.isEmpty() && searches == 0;
    }

    private void accept(Ask ask) {
        asks++;
        if (stopping) {
            // Asked again, it is answered where the bank is next.
            refuse(ask.replyTo(), busy(ProblemCode.DRAINING, "What this owner keeps is moving to another node"));
            return;
        }
        switch (ask.order()) {
            case BankOrder.Kept kept -> {
                if (queue.size() >= node.settings().queue()) {
                    refuse(
                            ask.replyTo(),
                            busy(ProblemCode.RATE_LIMITED, queue.size() + " orders of this owner wait already"));
                } else if (!hasRoom(kept)) {
                    refuse(ask.replyTo(), node.memory().exceeded(PIECE));
                } else {
                    queue.add(new Waiting(kept, ask.replyTo(), UnaryOperator.identity()));
                    write();
                }
            }
            case BankOrder.Sought sought -> {
                if (searches + early.size() >= node.settings().searches()) {
                    refuse(
                            ask.replyTo(),
                            busy(ProblemCode.RATE_LIMITED, searches + " searches of this owner are under way"));
                    return;
                }
                var turn = new SearchTurn(sought, ask.replyTo(), node.figures().now());
                if (ready) {
                    searches++;
                    turn(turn);
                } else {
                    early.add(turn);
                }
            }
        }
    }

    /// Whether there is memory for what an order may add. Before the journal is read nobody knows; [#heard] sees then.
    private boolean hasRoom(BankOrder.Kept order) {
        DenseVector values = switch (order) {
            case BankOrder.Store(var pattern) -> pattern.values();
            case BankOrder.Record r -> r.experience().vector();
            default -> null;
        };
        return values == null || memory == null || grown(values.size());
    }

    private boolean grown(long moreValues) {
        free -= moreValues * BYTES_PER_VALUE;
        MemoryBudget.Reservation held = memory;
        while (free < 0 && held != null) {
            if (!held.tryGrow(PIECE)) {
                free += moreValues * BYTES_PER_VALUE;
                return false;
            }
            free += PIECE;
        }
        return true;
    }

    private void startLedger() {
        ledgers++;
        long number = ledgers;
        ActorRef<BankLedger.Report> reports =
                context.messageAdapter(BankLedger.Report.class, BankCommand.LedgerSaid::new);
        var started = context.spawn(BankLedger.create(bank, number, node, reports), LEDGER + "-" + number);
        context.watchWith(started, new BankCommand.LedgerEnded(number));
        ledger = started;
    }

    private void ledgerEnded() {
        ledger = null;
        ready = false;
        log.warn("journal of a bank failed bank={} ledger={}", bank, ledgers);
        for (Waiting each : writing) {
            refuse(
                    each.replyTo(),
                    Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "The write failed; whether it was done is not known.")
                            .retryAfter(RETRY_AFTER_MILLIS));
        }
        writing = List.of();
        Duration pause = node.upkeep().restartMin().multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        Duration longest = node.upkeep().restartMax();
        timers.startSingleTimer(
                LEDGER, new BankCommand.RestartLedger(), pause.compareTo(longest) < 0 ? pause : longest);
        failures++;
    }

    private void heard(BankLedger.Report report) {
        switch (report) {
            case BankLedger.Report.Ready(long number, BankSnapshot state, long values) -> load(number, state, values);
            case BankLedger.Report.Written written -> written(written);
        }
    }

    /// Reads what is on disk into a new index, on the pool.
    private void load(long number, BankSnapshot state, long values) {
        failures = 0;
        MemoryBudget.Reservation before = memory;
        if (before != null) {
            before.close();
        }
        long bytes = values * BYTES_PER_VALUE + PIECE;
        memory = node.memory().tryReserve(bytes).orElse(null);
        free = PIECE;
        if (memory == null) {
            refuseAll(node.memory().exceeded(bytes));
            stopping = true;
            return;
        }
        toSelf(
                () -> {
                    var fresh = new PatternIndex();
                    state.patterns().forEach(fresh::put);
                    state.learnings().forEach(each -> {
                        if (each.thresholds() != null) {
                            fresh.hold(each.type(), each.thresholds());
                        }
                    });
                    index = fresh;
                    return true;
                },
                (_, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException("stored patterns can't be indexed", failure);
                    }
                    return new BankCommand.Indexed(number);
                });
    }

    private void indexed(long number) {
        if (number != ledgers) {
            return;
        }
        ready = true;
        while (!early.isEmpty()) {
            searches++;
            turn(early.remove());
        }
        write();
    }

    private void refuseAll(Problem problem) {
        queue.forEach(each -> refuse(each.replyTo(), problem));
        queue.clear();
        early.forEach(each -> refuse(each.replyTo, problem));
        early.clear();
    }

    private void write() {
        ActorRef<BankLedger.Batch> writer = ledger;
        if (!ready || writer == null || !writing.isEmpty() || queue.isEmpty()) {
            return;
        }
        List<Waiting> batch = new ArrayList<>();
        while (!queue.isEmpty() && batch.size() < node.settings().batch()) {
            batch.add(queue.remove());
        }
        writing = batch;
        writer.tell(new BankLedger.Batch(
                batch.stream().map(Waiting::order).toList(), node.clock().millis()));
    }

    private void written(BankLedger.Report.Written written) {
        if (!written.events().isEmpty()) {
            // Before the answers: what is asked after one of them finds it.
            var _ = lane.run(() -> {
                written.events().forEach(index::apply);
                return true;
            });
        }
        List<Waiting> done = writing;
        writing = List.of();
        for (int k = 0; k < done.size(); k++) {
            BankAnswer answer = written.answers().get(k);
            count(done.get(k).order(), answer);
            done.get(k).replyTo().tell(new Answered(done.get(k).finish().apply(answer)));
        }
        settle(written.values());
        write();
    }

    /// What was promised to orders that kept nothing is free again.
    private void settle(long values) {
        MemoryBudget.Reservation held = memory;
        if (held != null && queue.isEmpty()) {
            free = held.bytes() - values * BYTES_PER_VALUE;
        }
    }

    /// Not what was judged before.
    private void count(BankOrder.Kept order, BankAnswer answer) {
        if (order instanceof BankOrder.Recall
                || !(answer instanceof BankAnswer.Recalled(Held held, boolean duplicate))
                || duplicate) {
            return;
        }
        Observed outcome = held.outcome();
        if (outcome != null) {
            node.figures()
                    .judged(Judgement.of(held.experience().predicted(), outcome.actual(), outcome.scale())
                            .quality());
        }
    }

    private void turn(SearchTurn turn) {
        toSelf(
                () -> {
                    SlicedWork work = turn.work;
                    if (work == null) {
                        work = begin(turn.order);
                        turn.work = work;
                    }
                    return new BankCommand.Turned(turn, work.step(), null);
                },
                (done, failure) -> failure == null ? done : new BankCommand.Turned(turn, null, failure));
    }

    /// On the lane.
    private SlicedWork begin(BankOrder.Sought order) {
        return switch (order) {
            case BankOrder.Search s ->
                s.byCosine() ? new CosineSearch(s, index) : new WarpingSearch(s, index, node.figures());
            case BankOrder.Match m ->
                new Forecasting(m, index, node.figures(), node.clock().millis());
        };
    }

    private void turned(BankCommand.Turned turned) {
        SearchTurn turn = turned.turn();
        Throwable failure = turned.failure();
        BankAnswer answer = turned.answer();
        if (failure != null) {
            searches--;
            node.figures().failed();
            refuse(turn.replyTo, Incidents.problemOf(failure, log, "searching patterns"));
        } else if (answer == null) {
            turn(turn);
        } else {
            searches--;
            node.figures().matched(turn.startNanos, best(answer));
            finish(turn, answer);
        }
    }

    private static double best(BankAnswer answer) {
        List<BankAnswer.Hit> hits = switch (answer) {
            case BankAnswer.Found found -> found.hits();
            case BankAnswer.Signalled signalled -> signalled.matches();
            default -> List.of();
        };
        return hits.isEmpty() ? -1 : hits.getFirst().similarity();
    }

    /// A forecast is recorded before it is told.
    private void finish(SearchTurn turn, BankAnswer answer) {
        if (answer instanceof BankAnswer.Signalled said
                && turn.order instanceof BankOrder.Match asked
                && said.predicted() != null
                && said.confidence() != null) {
            var experience = new Experience(
                    asked.id(),
                    asked.type(),
                    asked.values(),
                    said.matches().getFirst().similarity(),
                    said.confidence(),
                    said.predicted(),
                    said.signal() != Signal.NONE,
                    said.matches().getFirst().id(),
                    asked.context(),
                    asked.atMillis());
            if (!grown(asked.values().size())) {
                refuse(turn.replyTo, node.memory().exceeded(PIECE));
                return;
            }
            // Beyond the queue's limit by no more than there are searches.
            queue.add(new Waiting(
                    new BankOrder.Record(experience, null),
                    turn.replyTo,
                    recorded -> recorded instanceof BankAnswer.Refused ? recorded : said));
            write();
        } else {
            turn.replyTo.tell(new Answered(answer));
        }
    }

    /// Runs `work` on the pool, and tells this actor what came of it.
    private <T> void toSelf(Callable<T> work, BiFunction<@Nullable T, @Nullable Throwable, BankCommand> told) {
        context.pipeToSelf(lane.run(work), told::apply);
    }

    private static Problem busy(ProblemCode code, String why) {
        return Problem.of(code, why + ".")
                .hint("Send it again after retry_after_ms, with the same id: it counts once.")
                .retryAfter(RETRY_AFTER_MILLIS);
    }

    private static void refuse(ActorRef<Answered> to, Problem problem) {
        to.tell(new Answered(new BankAnswer.Refused(problem)));
    }
}
