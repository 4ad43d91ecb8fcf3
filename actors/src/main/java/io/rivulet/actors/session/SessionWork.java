// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.partition.PartedRuns;
import io.rivulet.actors.partition.PartsDesk;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.solver.EngineHandle;
import io.rivulet.actors.solver.EngineLoader;
import io.rivulet.actors.solver.Trials;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSnapshot;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A session's engine and its place in the pool: every order of the machine that computes or stores goes through here,
/// one after the other, and comes back to the shell as an input.
///
/// **Owns** the engine, its lane and its bytes of memory, from a load to the release.
/// **Thread** its methods: the shell's; answers are told from any.
final class SessionWork {
    private static final Logger log = LoggerFactory.getLogger(SessionWork.class);

    private final UUID id;
    private final SessionNode node;
    private final ActorRef<SessionCommand> shell;
    private final Function<Behavior<PartsDesk.Command>, ActorRef<PartsDesk.Command>> spawn;
    private final OwnRaces races;
    private final SessionChecks checks;
    private final SessionStorage storage;
    private final IntSupplier clients;
    private @Nullable LoadedWork present;
    private long loads;

    /// @param spawn makes an actor that ends with the shell
    /// @param clients that wait for the session. **Thread** any
    SessionWork(
            UUID id,
            SessionNode node,
            ActorRef<SessionCommand> shell,
            Function<Behavior<PartsDesk.Command>, ActorRef<PartsDesk.Command>> spawn,
            OwnRaces races,
            IntSupplier clients) {
        this.spawn = spawn;
        this.races = races;
        this.clients = clients;
        this.id = id;
        this.node = node;
        this.shell = shell;
        this.checks = new SessionChecks(id, node);
        this.storage = new SessionStorage(id, node);
    }

    /// Whether results of this engine still count.
    boolean isPresent(long engine) {
        LoadedWork now = present;
        return now != null && now.number() == engine;
    }

    /// Somebody waits for what the engine does next.
    void hurry() {
        whileLoaded(loaded -> loaded.lane().hurry());
    }

    /// @param durable what of the session is durable now
    void carryOut(Output.Work wanted, SessionState durable) {
        switch (wanted) {
            case Output.LoadData load -> load(load);
            case Output.ReleaseEngine _ -> release();
            case Output.RunSlice slice -> runSlice(slice.order());
            case Output.ExamineMatrix _ -> examineMatrix();
            case Output.RestartEngine _ -> restartEngine();
            case Output.CorrectEngine order -> correctEngine(order);
            case Output.AuditResidual audit -> auditResidual(audit.order());
            case Output.SetTolerance set -> setTolerance(set.tolerance());
            case Output.StopRun stop -> stopRun(stop.timeLimitMillis());
            case Output.ComputeSolution compute -> computeSolution(compute.order());
            case Output.ComputeGradient compute -> computeGradient(compute);
            case Output.ComputeEntries compute -> computeEntries(compute.reply(), compute.indices(), compute.error());
            case Output.TryChange change -> tryChange(change);
            case Output.StoreFork fork -> storeFork(fork, durable.toSnapshot());
            case Output.RunVerification verification -> verify(verification);
            case Output.HoldPoll poll -> poll(poll);
            case Output.OfRace race -> race(race.order());
            case Output.StoreCheckpoint store -> storeCheckpoint(store);
            case Output.StoreRebase store -> storeRebase(store, durable.toSnapshot());
        }
    }

    private void load(Output.LoadData order) {
        release();
        if (order.from() != Output.LoadData.From.CHECKPOINT) {
            node.verifier().tell(new VerifierActor.Forget(id));
        }
        SessionSnapshot stored = order.state().toSnapshot();
        boolean fromZero = order.from() == Output.LoadData.From.ZERO_AFRESH;
        long number = ++loads;
        SessionSettings settings = stored.opened().settings();
        PartedRuns parted = settings.swarm().partitions() == 0
                ? null
                : node.parts()
                        .open(
                                settings,
                                spawn,
                                () -> shell.tell(new SessionCommand.WorkDone(number, new Input.PartsHeard())));
        var mine = new LoadedWork(
                number,
                stored,
                node.pool().lane(ComputePool.Share.SESSIONS),
                new CompletableFuture<>(),
                new CompletableFuture<>(),
                parted,
                shell);
        present = mine;
        node.loader()
                .load(
                        id,
                        stored,
                        fromZero,
                        mine.lane(),
                        new EngineLoader.Waiters(clients, () -> mine.say(new Input.MemoryAwaited()), mine.abandoned()),
                        parted)
                .whenComplete((loaded, failure) -> {
                    if (failure == null) {
                        mine.engine().complete(loaded);
                    } else {
                        mine.engine().completeExceptionally(failure);
                    }
                });
        mine.sayWhenDone(
                mine.engine(),
                loaded -> new Input.DataLoaded(
                        loaded.matrix(), loaded.examined(), loaded.revision(), loaded.checkpointSlot()),
                failure -> new Input.DataFailed(Incidents.problemOf(failure, log, "loading session " + id)));
    }

    /// Ends whatever is under way; what has been loaded gives its memory back once the pool has let go of it.
    void release() {
        LoadedWork mine = present;
        present = null;
        if (mine == null) {
            return;
        }
        races.end();
        PartedRuns parted = mine.parted();
        if (parted != null) {
            parted.close();
        }
        mine.lane().cancel();
        mine.abandoned().complete(null);
        mine.engine()
                .thenCompose(loaded -> mine.lane().run(() -> {
                    loaded.memory().close();
                    return null;
                }))
                .exceptionally(failure -> {
                    log.debug("nothing to release session={}: {}", id, failure.toString());
                    return null;
                });
    }

    // On the engine, one after the other

    private void runSlice(Slices.SliceOrder order) {
        onEngine(
                engine -> {
                    Slices.SliceResult result = engine.slice(order);
                    node.counters().iterations.add(engine.newIterations(result));
                    return result;
                },
                Input.SliceDone::new,
                "a slice");
    }

    private void examineMatrix() {
        onEngine(
                engine -> new Input.MatrixExamined(
                        node.loader().examine(engine.system().a()), engine.revision()),
                found -> found,
                "the class");
    }

    private void restartEngine() {
        change(EngineHandle::restart);
    }

    private void correctEngine(Output.CorrectEngine order) {
        onEngine(
                engine -> engine.correct(order.correction(), order.fromVerified()),
                applied -> new Input.Corrected(order.order(), applied),
                "a correction");
    }

    private void auditResidual(long order) {
        onEngine(EngineHandle::recomputedResidual, residual -> new Input.Audited(order, residual), "a residual");
    }

    private void setTolerance(double tolerance) {
        change(engine -> engine.setTolerance(tolerance));
    }

    private void stopRun(long timeLimitMillis) {
        change(engine -> engine.stop(timeLimitMillis));
    }

    private void computeSolution(long order) {
        onEngine(EngineHandle::solution, result -> new Input.SolutionReady(order, result), "the solution");
    }

    private void computeEntries(long reply, int[] indices, double error) {
        onEngine(
                engine -> engine.entries(indices, error), entries -> new Input.EntriesReady(reply, entries), "entries");
    }

    private void computeGradient(Output.ComputeGradient order) {
        long reply = order.reply();
        onEngine(
                engine -> engine.gradient(order.index(), order.error(), order.count()),
                found -> switch (found) {
                    case EngineHandle.Gradient.Found(var result) -> new Input.GradientReady(reply, result);
                    case EngineHandle.Gradient.None(var problem) -> new Input.OrderRefused(reply, problem);
                },
                "a gradient");
    }

    /// On an overlay of the engine, or by another one: see [io.rivulet.actors.solver.Trials].
    private void tryChange(Output.TryChange order) {
        LoadedWork mine = present;
        EngineLoader.Loaded loaded = mine == null ? null : mine.engine().getNow(null);
        if (mine == null || loaded == null) {
            return;
        }
        var ask = new Trials.Ask(
                order.change(), order.indices(), mine.stored().opened().settings(), order.tolerance());
        mine.sayWhenDone(
                node.loader()
                        .trials()
                        .run(
                                mine.lane(),
                                loaded.engine(),
                                ask,
                                node.machineSettings().sliceUnits(),
                                mine.abandoned()),
                result -> new Input.WhatIfReady(order.reply(), result),
                failure -> new Input.OrderRefused(
                        order.reply(), Incidents.problemOf(failure, log, "trying a change for session " + id)));
    }

    // Judged, and stored

    private void verify(Output.RunVerification order) {
        whileLoaded(loaded -> checks.verify(loaded, order));
    }

    private void poll(Output.HoldPoll order) {
        whileLoaded(loaded -> checks.poll(loaded, order));
    }

    private void storeCheckpoint(Output.StoreCheckpoint order) {
        whileLoaded(loaded -> storage.checkpoint(loaded, order.slot(), order.revision()));
    }

    /// @param durable what the journal holds
    private void storeRebase(Output.StoreRebase order, SessionSnapshot durable) {
        whileLoaded(loaded -> storage.rebase(loaded, order, durable));
    }

    /// @param durable what the journal holds
    private void storeFork(Output.StoreFork order, SessionSnapshot durable) {
        whileLoaded(loaded -> storage.fork(loaded, order, durable));
    }

    private void race(RaceOrder order) {
        whileLoaded(loaded -> races.carryOut(
                order,
                loaded.stored().opened(),
                new OwnRaces.Lane() {
                    @Override
                    public <T> CompletionStage<T> run(Function<EngineHandle, T> work) {
                        return loaded.onLane(work);
                    }
                },
                loaded::say));
    }

    private void change(Consumer<EngineHandle> what) {
        onEngine(
                engine -> {
                    what.accept(engine);
                    return engine;
                },
                _ -> null,
                "the engine");
    }

    /// What fails here fails the slice.
    private <T> void onEngine(Function<EngineHandle, T> work, Function<T, @Nullable Input> done, String what) {
        whileLoaded(loaded -> loaded.sayWhenDone(
                loaded.onLane(work),
                done,
                failure -> new Input.SliceFailed(Incidents.report(failure, log, what + " of session " + id))));
    }

    private void whileLoaded(Consumer<LoadedWork> what) {
        LoadedWork mine = present;
        if (mine != null) {
            what.accept(mine);
        }
    }
}
