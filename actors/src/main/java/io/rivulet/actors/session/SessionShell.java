// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Now;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.SessionMachine;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.problem.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sharded entity of one session: turns commands into inputs of its [SessionMachine] and carries outputs out. It
/// decides nothing, computes nothing and never blocks; the [SessionLedger], its child, writes, and [SessionWork] hands
/// everything else to pool and store.
///
/// **Owns** the machine, the ledger, the session's engine.
/// **Survives** the journal's absence: the ledger is started again after a pause, meanwhile streams go on.
/// **Bounded by** `max-questions`, `max-waiting-commands` and the machine's own limits.
/// **Ends** when the machine has nothing to do, when the cluster hands it over, and at once when another incarnation
/// has written.
public final class SessionShell {
    public static final EntityTypeKey<SessionCommand> TYPE = EntityTypeKey.create(SessionCommand.class, "session");

    private static final String CLOCK = "clock";
    private static final String FAREWELL = "farewell";

    /// Looking at the clock this much later than wanted does no harm.
    private static final long CLOCK_SLACK_NANOS = 1_000_000;

    private static final Logger log = LoggerFactory.getLogger(SessionShell.class);

    private final UUID id;
    private final SessionNode node;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ActorContext<SessionCommand> context;
    private final TimerScheduler<SessionCommand> timers;
    private final StashBuffer<SessionCommand> waiting;
    private final SessionMachine machine;
    private final SessionWork work;
    private final SessionRecords records;
    private final QuestionDesk desk;
    private final Questions questions;
    private final FollowerRefs followers;
    private final SessionRefusals refusals;
    private final CostAnnouncer announcer;
    private final PulledQuestions pulling;
    private final OwnPolls polls;
    private final SessionWatch watch;
    private final ArrayDeque<Input> inputs = new ArrayDeque<>();
    private final LedgerChild ledger;
    private SessionState durable = SessionState.EMPTY;
    private long clockNanos = Long.MAX_VALUE;
    private final long startedMillis;
    private boolean handedOver;
    /// Those whose question is open, and gateways that follow.
    private volatile int clients;
    private final SourceChild source;
    private @Nullable Electorate electorate;

    private SessionShell(
            UUID id,
            SessionNode node,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ActorContext<SessionCommand> context,
            TimerScheduler<SessionCommand> timers,
            StashBuffer<SessionCommand> waiting) {
        this.id = id;
        this.node = node;
        this.shard = shard;
        this.startedMillis = node.clock().millis();
        this.context = context;
        this.timers = timers;
        this.waiting = waiting;
        this.ledger = new LedgerChild(id, node, context, timers);
        this.machine = new SessionMachine(id, node.name(), node.machineSettings());
        this.work = new SessionWork(
                id,
                node,
                context.getSelf(),
                context::spawnAnonymous,
                new OwnRaces(id, node.races(), context::spawnAnonymous),
                () -> clients);
        this.records = new SessionRecords(id, node.stores());
        this.announcer = new CostAnnouncer(id, node);
        node.local().started(id, context.getSelf());
        this.followers = new FollowerRefs(node.parcels());
        this.source = new SourceChild(id, node, context, timers);
        this.refusals = new SessionRefusals(id, node.settings().ledger());
        var replies =
                new Replies(node.parcels(), context.getSystem().dispatchers().lookup(DispatcherSelector.blocking()));
        this.pulling = new PulledQuestions(id, node.parcels(), context, refusals);
        this.watch = new SessionWatch(id, node);
        this.polls = new OwnPolls(id, node.polls(), replies, context);
        this.desk = new QuestionDesk(
                id, node, () -> durable, this::feed, followers, refusals, replies, watch.traces(), polls);
        this.questions = desk.open();
    }

    static Behavior<SessionCommand> create(UUID id, ActorRef<ClusterSharding.ShardCommand> shard, SessionNode node) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                Behaviors.withStash(node.settings().session().maxWaitingCommands(), waiting -> {
                    var shell = new SessionShell(id, node, shard, context, timers, waiting);
                    shell.ledger.start();
                    return shell.replaying();
                })));
    }

    // Until the ledger has replayed for the first time, nobody knows whether the session exists or whose it is.

    private Behavior<SessionCommand> replaying() {
        return Behaviors.receive((_, command) -> whileReplaying(command), (_, signal) -> onSignal(signal));
    }

    private Behavior<SessionCommand> whileReplaying(SessionCommand command) {
        return switch (command) {
            case SessionCommand.LedgerSaid said
            when said.report() instanceof SessionLedger.Report.Ready ready -> {
                if (!ledger.isReady(ready)) {
                    yield Behaviors.same();
                }
                ready(ready.state());
                yield waiting.unstashAll(running());
            }
            case SessionCommand.RestartLedger _ -> {
                ledger.start();
                yield Behaviors.same();
            }
            case SessionCommand.Stop _ -> {
                refuseWaiting(refusals.moving());
                yield Behaviors.stopped();
            }
            case SessionCommand.Question question
            when waiting.isFull() -> {
                Replies.refuse(question.replyTo(), refusals.busy("The session's journal is being read"));
                yield Behaviors.same();
            }
            case SessionCommand.Parcelled large
            when waiting.isFull() -> {
                Replies.refuse(large.replyTo(), refusals.busy("The session's journal is being read"));
                yield Behaviors.same();
            }
            case SessionCommand.FromOutside each
            when !waiting.isFull() -> {
                waiting.stash(each);
                yield Behaviors.same();
            }
            default -> Behaviors.same();
        };
    }

    private Behavior<SessionCommand> running() {
        return Behaviors.receive(
                (_, command) -> {
                    accept(command);
                    return next();
                },
                (_, signal) -> onSignal(signal));
    }

    /// What to become after a command: without a session and without anybody opening one, this entity is of no use.
    private Behavior<SessionCommand> next() {
        if (handedOver) {
            return Behaviors.stopped();
        }
        if (desk.owner() == null && questions.isEmpty()) {
            passivate();
        }
        return Behaviors.same();
    }

    private void accept(SessionCommand command) {
        switch (command) {
            case SessionCommand.Open open -> desk.open(open);
            case SessionCommand.Question question -> desk.answer(question);
            case SessionCommand.Credit credit -> desk.credit(credit);
            case SessionCommand.Unfollow unfollow -> desk.unfollow(unfollow);
            case SessionCommand.CheckToken check -> desk.check(check);
            case SessionCommand.Wake _ -> {}
            case SessionCommand.Parcelled large -> pulling.pull(large);
            case SessionCommand.Pulled pulled -> {
                SessionCommand inside = pulling.arrived(pulled);
                if (inside != null) {
                    accept(inside);
                }
            }
            case SessionCommand.Stop _ -> {
                timers.startSingleTimer(
                        FAREWELL,
                        new SessionCommand.GiveUp(),
                        node.settings().session().stopTimeout());
                feed(new Input.HandOver());
            }
            case SessionCommand.GiveUp _ -> {
                log.warn("session={} could not be handed over in time", id);
                questions.answerAll(new Answer.Refused(refusals.interrupted()));
                handedOver = true;
            }
            case SessionCommand.LedgerSaid said -> onLedger(said.report());
            case SessionCommand.RestartLedger _ -> ledger.start();
            case SessionCommand.RemovalAsked asked -> feed(new Input.RemovalAsked(asked.epoch(), asked.removal()));
            case SessionCommand.FollowSource _ -> source.followAgain(durable);
            case SessionCommand.SourceSaid said -> feed(new Input.SourceFailed(said.problem()));
            case SessionCommand.WorkDone done -> {
                if (work.isPresent(done.engine())) {
                    feed(done.result());
                }
            }
            case SessionCommand.LookAtClock _ -> {
                clockNanos = Long.MAX_VALUE;
                feed(new Input.Tick());
            }
        }
    }

    // Ledger

    private void ready(SessionState state) {
        follow(state);
        feed(new Input.LedgerReady(state, awayMillis(state)));
    }

    private void follow(SessionState state) {
        SessionEvent.SessionOpened opened = state.opened();
        if (opened != null && durable.opened() == null) {
            node.local()
                    .needs(
                            id,
                            SolverEngine.estimateBytes(
                                    opened.problem().rows(), opened.problem().nnz()));
        }
        durable = state;
        source.follow(durable);
        if (durable.closed() != null) {
            announcer.ended();
        }
    }

    /// Since the node that had the session fell silent; where it handed the session over, since this one has it.
    private long awayMillis(SessionState state) {
        long since = node.members().silentSince(state.formerNode()).orElse(startedMillis);
        return Math.max(0, node.clock().millis() - Math.min(since, startedMillis));
    }

    private void onLedger(SessionLedger.Report report) {
        switch (report) {
            case SessionLedger.Report.Ready ready -> {
                if (ledger.isReady(ready)) {
                    ready(ready.state());
                }
            }
            case SessionLedger.Report.Written written -> {
                if (ledger.isOf(written)) {
                    written(written);
                }
            }
        }
    }

    private void written(SessionLedger.Report.Written written) {
        Output.Append append = ledger.written();
        if (append != null) {
            records.follow(durable, append.events(), written.state());
            countUpdates(append.events());
        }
        follow(written.state());
        feed(new Input.Appended(written.token()));
    }

    private Behavior<SessionCommand> onSignal(Signal signal) {
        return switch (signal) {
            case ChildFailed failed
            when SessionLedger.wasFencedOut(failed.getCause()) && desk.owner() != null -> {
                context.getLog().warn("another incarnation has written, stopping session={}", id);
                yield Behaviors.stopped();
            }
            case Terminated end when source.ended(end) -> Behaviors.same();
            case Terminated end -> {
                context.getLog().warn("ledger ended session={} cause={}", id, causeOf(end));
                ledgerEnded();
                yield Behaviors.same();
            }
            case PostStop _ -> {
                // Handed over, only questions that change nothing are left.
                questions.answerAll(new Answer.Refused(handedOver ? refusals.moving() : refusals.interrupted()));
                desk.sayFarewells(records::afterRow);
                pulling.refuseAll();
                work.release();
                machine.release();
                node.verifier().tell(new VerifierActor.Forget(id));
                node.local().stopped(id, context.getSelf());
                yield Behaviors.same();
            }
            default -> Behaviors.unhandled();
        };
    }

    private void ledgerEnded() {
        Output.Append unknown = ledger.ended();
        if (unknown != null) {
            feed(new Input.AppendFailed(unknown.token()));
        }
        refuseWaiting(refusals.storageUnavailable());
    }

    private void refuseWaiting(Problem problem) {
        waiting.forEach(command -> {
            switch (command) {
                case SessionCommand.Question question -> Replies.refuse(question.replyTo(), problem);
                case SessionCommand.Parcelled large -> Replies.refuse(large.replyTo(), problem);
                default -> {}
            }
        });
        waiting.clear();
    }

    // The machine

    /// Gives the machine an input and carries out what it wants. Answers may bring more inputs; they wait their turn.
    private void feed(Input input) {
        boolean feeding = !inputs.isEmpty();
        Electorate now = node.voters().electorate();
        if (now != electorate) {
            electorate = now;
            inputs.add(new Input.ElectorateSeen(now));
        }
        inputs.add(input);
        if (feeding) {
            return;
        }
        while (!inputs.isEmpty()) {
            watch.heard(inputs.element());
            for (Output output : machine.on(inputs.element(), node.now())) {
                watch.wanted(output);
                carryOut(output);
            }
            inputs.remove();
        }
        watch.dropped(machine.droppedLines());
        // Whoever deletes a session counts on its place, and places are counted in the directory.
        desk.sayFarewells(records::afterRow);
        clients = questions.count() + followers.count();
        if (questions.computed() > 0) {
            work.hurry();
        }
        wind();
    }

    /// Sets the clock to when the machine wants to look at it; a look that is due soon enough anyway is left alone.
    private void wind() {
        Now now = node.now();
        long pause = machine.nanosToTick(now);
        if (clockNanos == Long.MAX_VALUE || now.nanos() + pause < clockNanos - CLOCK_SLACK_NANOS) {
            clockNanos = now.nanos() + pause;
            timers.startSingleTimer(CLOCK, new SessionCommand.LookAtClock(), Duration.ofNanos(pause));
        }
    }

    private void carryOut(Output output) {
        switch (output) {
            case Output.Append append -> append(append);
            case Output.Reply reply -> questions.answer(reply.reply(), reply.answer());
            case Output.Deliver lines -> followers.deliver(lines);
            case Output.EndFollower end -> followers.end(end);
            case Output.Announce announce -> announcer.announce(announce, durable);
            case Output.Passivate _ -> passivate();
            case Output.HandedOver _ -> handedOver = true;
            case Output.Purge _ -> records.purge(desk.owner());
            case Output.UpdateIndex update -> {
                node.local().state(id, update.row().state());
                records.updateIndex(update.row());
            }
            case Output.Work wanted -> work.carryOut(wanted, durable);
            case Output.AskRemoval ask ->
                polls.askRemoval(ask, durable.openedOrThrow().owner());
        }
    }

    private void append(Output.Append append) {
        if (!ledger.write(append)) {
            inputs.add(new Input.AppendFailed(append.token()));
        }
    }

    private void countUpdates(List<SessionEvent> events) {
        for (SessionEvent event : events) {
            if (event instanceof SessionEvent.CostsApplied costs) {
                node.counters().updates.add(costs.updates().size());
            }
        }
    }

    private void passivate() {
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }

    private static String causeOf(Terminated end) {
        return end instanceof ChildFailed failed ? String.valueOf(failed.getCause()) : "stopped";
    }
}
