// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.race.core.RaceNews;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Examined;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.Samples;
import io.rivulet.actors.session.core.SessionMachine;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One life of the session on one host: the machine, with its ledger and its engine. When it ends, everything but
/// the journal and the store is gone; what was on its way to them may still arrive there.
final class SimNode {
    private record Asked(Input input, Consumer<Answer> receiver) {}

    private final Simulation sim;
    private final SimHost host;
    private final UpdateOrder order = new UpdateOrder();
    private final Map<Long, Asked> questions = new HashMap<>();
    private long lastQuestion;
    final SessionMachine machine;
    boolean alive = true;
    private int knownRows;
    private boolean ledgerReady;
    private @Nullable SimEngine engine;
    private int generation;
    private final Deque<Output> jobs = new ArrayDeque<>();
    private boolean working;
    private boolean hasThrown;
    private long incarnation;
    private final List<Runnable> untilReplayed = new ArrayList<>();
    private boolean replayed;
    private boolean opening;

    SimNode(Simulation sim, SimHost host) {
        this.sim = sim;
        this.host = host;
        this.machine = new SessionMachine(Samples.SESSION, host.name, sim.settings());
        startLedger();
        tickLater();
    }

    SimHost host() {
        return host;
    }

    private void after(long nanos, Runnable action) {
        host.after(nanos, () -> {
            if (alive) {
                action.run();
            }
        });
    }

    private void tickLater() {
        after(machine.nanosToTick(sim.now()), () -> {
            feed(new Input.Tick());
            if (alive) {
                tickLater();
            }
        });
    }

    /// As the shell does: nothing is looked at before the journal has been read; a batch for nobody or before its turn
    /// is sent away, everything else is for the machine.
    void ask(SimGateway.Sent question, Consumer<Answer> receiver) {
        if (!replayed) {
            untilReplayed.add(() -> ask(question, receiver));
            return;
        }
        SessionCommand.Turn turn = question.turn();
        if (turn != null && !opening && machine.state().opened() == null) {
            receiver.accept(new Answer.Refused(Problem.of(ProblemCode.SESSION_NOT_FOUND, "there is no session")));
            return;
        }
        if (turn != null && !order.takes(turn)) {
            receiver.accept(new Answer.Refused(Problem.of(ProblemCode.DRAINING, "not its turn yet")));
            return;
        }
        long reply = ++lastQuestion;
        Input input = question.input().apply(reply);
        questions.put(reply, new Asked(input, answer -> {
            if (turn != null) {
                order.answered(turn, answer);
            }
            receiver.accept(answer);
        }));
        opening |= input instanceof Input.Open;
        sim.arrived(input);
        feed(input);
    }

    boolean hasUnanswered() {
        return !questions.isEmpty() || !untilReplayed.isEmpty();
    }

    private void reply(Output.Reply reply) {
        Asked asked = questions.remove(reply.reply());
        if (asked == null) {
            throw new AssertionError("answered twice, or never asked: " + reply);
        }
        // A node that was overtaken, and does not know it yet, may not know the numbers of the other one.
        boolean present = incarnation == sim.journal().state().incarnation();
        boolean beyond = reply.answer() instanceof Answer.Refused refused
                && refused.problem().code().status() == 422;
        sim.check(!(present && beyond && asked.input() instanceof Input.Follow), () -> "refused: " + reply);
        asked.receiver().accept(reply.answer());
    }

    /// Feeds one input and carries out what comes of it; a crash may come between any two outputs.
    void feed(Input input) {
        if (!alive) {
            return;
        }
        for (Output output : machine.on(input, sim.now())) {
            if (sim.isCrashTime(output)) {
                host.crash();
                return;
            }
            carryOut(output);
            if (!alive) {
                return;
            }
        }
    }

    /// As a shell does that is told to stop: gives up when it takes too long.
    void handOver() {
        after(5_000_000_000L, this::leave);
        feed(new Input.HandOver());
    }

    private void leave() {
        end();
        host.left();
    }

    /// Here it is over; whoever asks next begins a new life, at the host that has the session then.
    private void end() {
        stop();
        host.node = null;
    }

    void stop() {
        alive = false;
        machine.release();
    }

    private void carryOut(Output output) {
        switch (output) {
            case Output.Append append -> append(append);
            case Output.Reply reply -> reply(reply);
            case Output.Deliver delivery -> sim.delivered(this, delivery);
            case Output.EndFollower end -> sim.ended(this, end);
            case Output.LoadData load -> load(load);
            case Output.Purge() -> sim.check(sim.journal().isClosed(), "purged before the end is durable");
            case Output.Passivate() -> end();
            case Output.HandedOver() -> {
                sim.handOvers++;
                leave();
            }
            case Output.ReleaseEngine() -> release();
            case Output.UpdateIndex _ -> {}
            case Output.Announce _ -> {}
            case Output.RunSlice _,
                    Output.ExamineMatrix _,
                    Output.RestartEngine _,
                    Output.CorrectEngine _,
                    Output.AuditResidual _,
                    Output.SetTolerance _,
                    Output.StopRun _,
                    Output.ComputeSolution _,
                    Output.ComputeEntries _,
                    Output.ComputeGradient _,
                    Output.TryChange _,
                    Output.StoreFork _,
                    Output.RunVerification _,
                    Output.HoldPoll _,
                    Output.AskRemoval _,
                    Output.StoreCheckpoint _,
                    Output.StoreRebase _ -> {
                sim.check(engine != null, () -> "no engine for " + output);
                jobs.addLast(output);
                work();
            }
            case Output.OfRace race -> race(race.order(), generation);
        }
    }

    // The ledger

    private void startLedger() {
        ledgerReady = false;
        after(sim.nanos(1, 60), () -> {
            if (sim.chance(sim.faults().unreadable())) {
                startLedger();
                return;
            }
            SessionState read = sim.journal().replay();
            int rows = sim.journal().rows();
            if (read.opened() == null && !sim.takesUnopened()) {
                ready(read, rows);
                return;
            }
            take(read, rows);
        });
    }

    private void take(SessionState read, int rows) {
        SessionEvent.Taken taken = read.taken(host.name);
        write(
                rows,
                List.of(taken),
                () -> ready(read.after(taken), rows + 1),
                this::startLedger,
                this::startLedger,
                this::startLedger);
    }

    private void ready(SessionState state, int rows) {
        knownRows = rows;
        ledgerReady = true;
        incarnation = state.incarnation();
        after(sim.nanos(0, 2), () -> {
            feed(new Input.LedgerReady(state));
            replayed = true;
            List<Runnable> asked = List.copyOf(untilReplayed);
            untilReplayed.clear();
            asked.forEach(question -> {
                if (alive) {
                    question.run();
                }
            });
        });
    }

    private void append(Output.Append append) {
        if (!ledgerReady || append.incarnation() != incarnation) {
            // The ledger fell on its own, and the machine has not heard of it yet: LedgerReady will tell.
            return;
        }
        int rows = knownRows;
        write(
                rows,
                append.events(),
                () -> {
                    knownRows = rows + append.events().size();
                    for (SessionEvent event : append.events()) {
                        incarnation = event instanceof SessionEvent.Taken taken ? taken.incarnation() : incarnation;
                    }
                    if (sim.chance(0.05)) {
                        sim.journal().takeSnapshot();
                    }
                    feed(new Input.Appended(append.token()));
                },
                () -> {
                    sim.conflicts++;
                    end();
                },
                () -> appendFailed(append.token(), sim.chance(0.5)),
                () -> {
                    appendFailed(append.token(), sim.chance(0.5));
                    if (sim.chance(0.3)) {
                        // The word that it was written comes after all, too late.
                        after(sim.nanos(0, 300), () -> feed(new Input.Appended(append.token())));
                    }
                });
    }

    /// On its way, a write is the journal's: it may be carried out though this host has crashed, stands still or is
    /// cut off, and what became of it may not be heard.
    private void write(
            int rows, List<SessionEvent> events, Runnable written, Runnable conflict, Runnable lost, Runnable unheard) {
        double dice = sim.random().nextDouble();
        Simulation.Faults faults = sim.faults();
        boolean outlives = sim.chance(0.5);
        BooleanSupplier sent = () -> alive && host.isAwake() || outlives;
        sim.after(sim.journalNanos(), () -> {
            if (dice < faults.appendLost() || !sent.getAsBoolean()) {
                after(sim.nanos(0, 3), lost);
            } else if (!sim.journal().write(rows, events)) {
                after(sim.nanos(0, 3), conflict);
            } else if (dice < faults.appendLost() + faults.appendUnknown()) {
                after(sim.nanos(0, 3), unheard);
            } else {
                after(sim.nanos(0, 3), written);
            }
        });
    }

    private void appendFailed(long token, boolean silently) {
        sim.failures++;
        startLedger();
        if (!silently) {
            feed(new Input.AppendFailed(token));
        }
    }

    // The engine

    private void load(Output.LoadData order) {
        SessionState state = order.state();
        int mine = ++generation;
        jobs.clear();
        working = false;
        engine = null;
        if (sim.chance(sim.faults().memoryShort())) {
            after(sim.nanos(1, 10), () -> feed(new Input.MemoryAwaited()));
        }
        after(sim.nanos(5, 200), () -> {
            if (mine != generation) {
                return;
            }
            if (sim.chance(sim.faults().unreadable())) {
                feed(new Input.DataFailed(Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the store is away")));
                return;
            }
            LinearSystem present = sim.store().present(state);
            int slot = order.from() == Output.LoadData.From.ZERO_AFRESH
                    ? Input.DataLoaded.NO_CHECKPOINT
                    : sim.store().goodSlot(state);
            engine = sim.store().engine(state, present, state.openedOrThrow().settings(), slot);
            feed(new Input.DataLoaded(
                    present.a()::get, new Examined(Samples.CLASS, present.a().nnz()), state.revision(), slot));
        });
    }

    private void release() {
        generation++;
        engine = null;
        jobs.clear();
        working = false;
    }

    private void work() {
        if (working || jobs.isEmpty()) {
            return;
        }
        working = true;
        int mine = generation;
        after(sim.nanos(0, 4), () -> {
            if (mine == generation && engine != null) {
                working = false;
                Output job = jobs.removeFirst();
                perform(job, engine, mine);
                work();
            }
        });
    }

    /// The result comes later, unless the engine is gone by then.
    private void result(int mine, Input input) {
        after(sim.nanos(0, 5), () -> {
            if (mine == generation) {
                feed(input);
            }
        });
    }

    private void perform(Output job, SimEngine present, int mine) {
        switch (job) {
            case Output.RunSlice slice -> {
                if (!hasThrown && sim.chance(sim.faults().sliceThrows())) {
                    hasThrown = true;
                    result(mine, new Input.SliceFailed("incident-1"));
                } else {
                    result(mine, new Input.SliceDone(present.run(slice.order())));
                }
            }
            case Output.ExamineMatrix() ->
                result(
                        mine,
                        new Input.MatrixExamined(
                                new Examined(
                                        Samples.CLASS,
                                        present.engine().system().a().nnz()),
                                present.engine().revision()));
            case Output.RestartEngine() -> present.engine().restart();
            case Output.CorrectEngine correct ->
                result(
                        mine,
                        new Input.Corrected(correct.order(), present.engine().correct(correct.correction(), null)));
            case Output.AuditResidual audit ->
                result(mine, new Input.Audited(audit.order(), present.solution().relativeResidual()));
            case Output.SetTolerance set -> present.setTolerance(set.tolerance());
            case Output.StopRun stop -> present.engine().stop(stop.timeLimitMillis());
            case Output.ComputeSolution compute ->
                result(mine, new Input.SolutionReady(compute.order(), present.solution()));
            case Output.ComputeEntries compute -> {
                DenseVector x = present.engine().x();
                List<Slices.EntryResult> entries = java.util.Arrays.stream(compute.indices())
                        .mapToObj(i -> new Slices.EntryResult(i, x.get(i), null, "none", null, null, 1, "read"))
                        .toList();
                result(mine, new Input.EntriesReady(compute.reply(), entries));
            }
            case Output.ComputeGradient compute -> result(mine, present.gradient(compute));
            case Output.RunVerification verify -> {
                sim.check(verify.revision() == present.engine().revision(), "verifies another revision");
                DenseVector pinned = present.engine().x();
                after(sim.nanos(0, 20), () -> {
                    Input answer = sim.chance(sim.faults().verifierAway())
                            ? new Input.VerifyFailed(
                                    verify.order(), Problem.of(ProblemCode.NO_QUORUM, "the verifier is away"))
                            : new Input.Verified(verify.order(), present.verify(verify, pinned));
                    feed(answer);
                });
            }
            case Output.StoreCheckpoint store -> {
                sim.check(store.revision() == present.engine().revision(), "stores another revision");
                boolean fenced = incarnation < sim.journal().state().incarnation();
                if (fenced || sim.chance(sim.faults().unreadable())) {
                    result(mine, new Input.StoreFailed(true));
                } else {
                    String digest = sim.store()
                            .checkpoint(store.slot(), present.engine().x());
                    sim.checkpoints++;
                    result(mine, new Input.Checkpointed(store.slot(), digest, store.revision()));
                }
            }
            case Output.StoreRebase store -> {
                sim.check(store.throughRevision() == present.engine().revision(), "rebases another revision");
                String hash = sim.store().rebase(present.engine().system(), store.throughRevision());
                sim.rebases++;
                result(mine, new Input.Rebased(hash, store.whole(), store.throughRevision()));
            }
            default -> throw new AssertionError(job);
        }
    }

    /// Replicas that do not come, and such that come and fail: whether one wins is not looked at here.
    private void race(RaceOrder order, int mine) {
        switch (order) {
            case RaceOrder.Begin begin -> {
                for (int k = 1; k < begin.racers(); k++) {
                    int racer = k;
                    if (sim.chance(0.5)) {
                        result(mine, new Input.OfRace(new RaceNews.Unplaced(begin.race(), racer, "no other node")));
                    } else {
                        result(mine, new Input.OfRace(new RaceNews.Began(begin.race(), racer, "other", "cg", "ic")));
                        RaceNews end = sim.chance(0.5)
                                ? new RaceNews.Failed(begin.race(), racer, "stagnated")
                                : new RaceNews.Lost(begin.race(), racer, "its node is gone");
                        after(sim.nanos(5, 40), () -> result(mine, new Input.OfRace(end)));
                    }
                }
            }
            case RaceOrder.End _ -> {}
            case RaceOrder.Poll _, RaceOrder.Adopt _ -> throw new AssertionError(order);
        }
    }
}
