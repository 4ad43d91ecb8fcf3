// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.consensus.PollDesk;
import io.rivulet.actors.consensus.SolutionDigest;
import io.rivulet.actors.consensus.VoterActor;
import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.partition.PartedRuns;
import io.rivulet.actors.partition.PartsDesk;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.solver.ChangedEntries;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.solver.EngineHandle;
import io.rivulet.actors.solver.EngineLoader;
import io.rivulet.actors.solver.StoredProblem;
import io.rivulet.actors.solver.Trials;
import io.rivulet.actors.store.ChunkStore;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.event.VoteSubject;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
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
    private final IntSupplier clients;
    private @Nullable Present present;
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
    }

    /// One load and what became of it. `engine` completes when the load does.
    private record Present(
            long number,
            SessionSnapshot stored,
            long incarnation,
            ComputePool.Lane lane,
            CompletableFuture<EngineLoader.Loaded> engine,
            CompletableFuture<Void> abandoned,
            @Nullable PartedRuns parted) {}

    /// Whether results of this engine still count.
    boolean isPresent(long engine) {
        Present now = present;
        return now != null && now.number() == engine;
    }

    /// Somebody waits for what the engine does next.
    void hurry() {
        Present mine = present;
        if (mine != null) {
            mine.lane().hurry();
        }
    }

    void load(Output.LoadData order) {
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
        var mine = new Present(
                number,
                stored,
                stored.incarnation(),
                node.pool().lane(ComputePool.Share.SESSIONS),
                new CompletableFuture<>(),
                new CompletableFuture<>(),
                parted);
        present = mine;
        node.loader()
                .load(
                        id,
                        stored,
                        fromZero,
                        mine.lane(),
                        new EngineLoader.Waiters(clients, () -> say(mine, new Input.MemoryAwaited()), mine.abandoned()),
                        parted)
                .whenComplete((loaded, failure) -> {
                    if (failure != null) {
                        if (!cancelled(failure)) {
                            say(mine, new Input.DataFailed(Incidents.problemOf(failure, log, "loading session " + id)));
                        }
                        mine.engine().completeExceptionally(failure);
                    } else {
                        mine.engine().complete(loaded);
                        say(
                                mine,
                                new Input.DataLoaded(
                                        loaded.matrix(),
                                        loaded.examined(),
                                        loaded.revision(),
                                        loaded.checkpointSlot()));
                    }
                });
    }

    /// Ends whatever is under way; what has been loaded gives its memory back once the pool has let go of it.
    void release() {
        Present mine = present;
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

    void runSlice(Slices.SliceOrder order) {
        onEngine(
                engine -> {
                    Slices.SliceResult result = engine.slice(order);
                    node.counters().iterations.add(engine.newIterations(result));
                    return result;
                },
                Input.SliceDone::new,
                failure -> new Input.SliceFailed(Incidents.report(failure, log, "a slice of session " + id)));
    }

    void examineMatrix() {
        onEngine(
                engine -> new Input.MatrixExamined(
                        node.loader().examine(engine.system().a()), engine.revision()),
                found -> found,
                failure -> new Input.SliceFailed(Incidents.report(failure, log, "classifying session " + id)));
    }

    void restartEngine() {
        change(EngineHandle::restart);
    }

    void correctEngine(Output.CorrectEngine order) {
        onEngine(
                engine -> engine.correct(order.correction(), order.fromVerified()),
                applied -> new Input.Corrected(order.order(), applied),
                failure -> new Input.SliceFailed(Incidents.report(failure, log, "correcting session " + id)));
    }

    void auditResidual(long order) {
        onEngine(
                EngineHandle::recomputedResidual,
                residual -> new Input.Audited(order, residual),
                failure -> new Input.SliceFailed(Incidents.report(failure, log, "a residual of session " + id)));
    }

    void setTolerance(double tolerance) {
        change(engine -> engine.setTolerance(tolerance));
    }

    void stopRun(long timeLimitMillis) {
        change(engine -> engine.stop(timeLimitMillis));
    }

    void computeSolution(long order) {
        onEngine(
                EngineHandle::solution,
                result -> new Input.SolutionReady(order, result),
                failure -> new Input.SliceFailed(Incidents.report(failure, log, "the solution of session " + id)));
    }

    void computeEntries(long reply, int[] indices, double error) {
        onEngine(
                engine -> engine.entries(indices, error),
                entries -> new Input.EntriesReady(reply, entries),
                failure -> new Input.SliceFailed(Incidents.report(failure, log, "entries of session " + id)));
    }

    void computeGradient(Output.ComputeGradient order) {
        long reply = order.reply();
        onEngine(
                engine -> engine.gradient(order.index(), order.error(), order.count()),
                found -> switch (found) {
                    case EngineHandle.Gradient.Found(var result) -> new Input.GradientReady(reply, result);
                    case EngineHandle.Gradient.None(var problem) -> new Input.OrderRefused(reply, problem);
                },
                failure -> new Input.SliceFailed(Incidents.report(failure, log, "a gradient of session " + id)));
    }

    /// On an overlay of the engine, or by another one: see [io.rivulet.actors.solver.Trials].
    void tryChange(Output.TryChange order) {
        Present mine = present;
        EngineLoader.Loaded loaded = mine == null ? null : mine.engine().getNow(null);
        if (mine == null || loaded == null) {
            return;
        }
        var ask = new Trials.Ask(
                order.change(), order.indices(), mine.stored().opened().settings(), order.tolerance());
        node.loader()
                .trials()
                .run(mine.lane(), loaded.engine(), ask, node.machineSettings().sliceUnits(), mine.abandoned())
                .whenComplete((result, failure) -> answered(
                        mine,
                        order.reply(),
                        failure,
                        "trying a change",
                        () -> new Input.WhatIfReady(order.reply(), result)));
    }

    /// @param durable what the journal holds
    void storeFork(Output.StoreFork order, SessionSnapshot durable) {
        Present mine = present;
        if (mine == null) {
            return;
        }
        onLane(mine, engine -> {
                    requireRevision(engine, order.revision());
                    return engine.trialBase();
                })
                .thenCompose(base -> new ForkStore(id, node).store(order, durable, base))
                .whenComplete((prepared, failure) ->
                        answered(mine, order.reply(), failure, "storing a fork", () -> prepared));
    }

    private void answered(Present mine, long reply, @Nullable Throwable failure, String doing, Supplier<Input> input) {
        if (failure == null) {
            say(mine, input.get());
        } else if (!cancelled(failure)) {
            say(mine, new Input.OrderRefused(reply, Incidents.problemOf(failure, log, doing + " for session " + id)));
        }
    }

    /// x is copied on the lane; the verifier has its own share of the pool and its own copy of the problem.
    void verify(Output.RunVerification order) {
        Present mine = present;
        if (mine == null) {
            return;
        }
        var verdict = new CompletableFuture<Slices.VerifyResult>();
        CompletionStage<DenseVector> pinned = onLane(mine, EngineHandle::x);
        pinned.whenComplete((x, failure) -> {
            if (failure != null) {
                verdict.completeExceptionally(failure);
            } else {
                node.verifier()
                        .tell(new VerifierActor.VerifySession(
                                id,
                                order.revision(),
                                x,
                                order.strategy(),
                                order.probeCount(),
                                order.tolerance(),
                                order.seed(),
                                verdict));
            }
        });
        CompletableFuture<Slices.VerifyResult> _ = verdict.whenComplete((result, failure) -> {
            if (failure == null) {
                pinned.thenAccept(x -> onLane(
                        mine,
                        engine -> engine.judged(
                                x, result.verdict().verified(), result.verdict().confidence())));
                say(mine, new Input.Verified(order.order(), result));
            } else if (!cancelled(failure)) {
                say(
                        mine,
                        new Input.VerifyFailed(
                                order.order(), Incidents.problemOf(failure, log, "verifying session " + id)));
            }
        });
    }

    private void judged(Present mine, DenseVector x, PollResult found) {
        Finding finding = found.finding();
        if (finding != null) {
            onLane(mine, engine -> engine.judged(x, finding.verified(), finding.confidence()));
        }
    }

    /// x is copied and named on the lane; the node's desk asks the voters.
    void poll(Output.HoldPoll order) {
        Present mine = present;
        if (mine == null) {
            return;
        }
        var result = new CompletableFuture<PollResult>();
        onLane(mine, engine -> {
                    requireRevision(engine, order.revision());
                    DenseVector x = engine.x();
                    return new PollDesk.Begin(
                            new VoteSubject(
                                    id,
                                    order.epoch(),
                                    order.revision(),
                                    SolutionDigest.of(x),
                                    VoterActor.STRATEGY.wireName(),
                                    order.tolerance().relative(),
                                    order.tolerance().absolute()),
                            mine.stored().opened().owner(),
                            order.voters(),
                            x,
                            order.probeCount(),
                            result);
                })
                .whenComplete((begin, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        node.polls().tell(begin);
                        result.thenAccept(found -> judged(mine, begin.x(), found));
                    }
                });
        CompletableFuture<PollResult> _ = result.whenComplete((found, failure) -> {
            if (failure == null) {
                say(mine, new Input.Polled(order.order(), found));
            } else if (!cancelled(failure)) {
                say(
                        mine,
                        new Input.VerifyFailed(
                                order.order(), Incidents.problemOf(failure, log, "the voters of session " + id)));
            }
        });
    }

    void race(RaceOrder order) {
        Present mine = present;
        if (mine != null) {
            races.carryOut(
                    order,
                    mine.stored().opened(),
                    new OwnRaces.Lane() {
                        @Override
                        public <T> CompletionStage<T> run(Function<EngineHandle, T> work) {
                            return onLane(mine, work);
                        }
                    },
                    input -> say(mine, input));
        }
    }

    // To the store

    void storeCheckpoint(int slot, long revision) {
        Present mine = present;
        if (mine == null) {
            return;
        }
        onLane(mine, EngineHandle::x)
                .thenCompose(x -> node.stores().slots().write(id, slot, mine.incarnation(), revision, x))
                .whenComplete((digest, failure) ->
                        stored(mine, failure, true, () -> new Input.Checkpointed(slot, digest, revision)));
    }

    /// @param durable what the journal holds: the delta has the entries that its tail touches, as they are at
    /// `throughRevision`
    void storeRebase(long throughRevision, boolean whole, SessionSnapshot durable) {
        Present mine = present;
        if (mine == null) {
            return;
        }
        String owner = durable.opened().owner();
        var problems = node.stores().problems();
        CompletionStage<ChunkStore.Stored> put = whole
                ? onLane(mine, engine -> {
                            requireRevision(engine, throughRevision);
                            return engine.system();
                        })
                        .thenCompose(system -> problems.putWhole(owner, id, system))
                : onLane(mine, engine -> {
                            requireRevision(engine, throughRevision);
                            return changedBy(durable, throughRevision).in(engine.system());
                        })
                        .thenCompose(delta -> problems.putDelta(owner, id, delta));
        put.whenComplete((content, failure) ->
                stored(mine, failure, false, () -> new Input.Rebased(content.hash(), whole, throughRevision)));
    }

    static ChangedEntries changedBy(SessionSnapshot durable, long throughRevision) {
        var changed = new ChangedEntries();
        for (SessionEvent.CostsApplied batch : durable.tail()) {
            StoredProblem.updatesBetween(batch, 0, throughRevision).forEach(changed::add);
        }
        return changed;
    }

    private static void requireRevision(EngineHandle engine, long revision) {
        if (engine.revision() != revision) {
            throw new IllegalStateException("the engine is at revision " + engine.revision() + ", not " + revision);
        }
    }

    private void stored(Present mine, @Nullable Throwable failure, boolean checkpoint, Supplier<Input> input) {
        if (failure == null) {
            say(mine, input.get());
        } else if (!cancelled(failure)) {
            Incidents.problemOf(failure, log, "storing for session " + id);
            say(mine, new Input.StoreFailed(checkpoint));
        }
    }

    // Lane

    private void change(Consumer<EngineHandle> what) {
        onEngine(
                engine -> {
                    what.accept(engine);
                    return engine;
                },
                _ -> null,
                failure -> new Input.SliceFailed(Incidents.report(failure, log, "the engine of session " + id)));
    }

    private <T> void onEngine(
            Function<EngineHandle, T> work, Function<T, @Nullable Input> done, Function<Throwable, Input> failed) {
        Present mine = present;
        if (mine == null) {
            return;
        }
        onLane(mine, work).whenComplete((result, failure) -> {
            Input input = failure == null ? done.apply(result) : cancelled(failure) ? null : failed.apply(failure);
            if (input != null) {
                say(mine, input);
            }
        });
    }

    private static <T> CompletionStage<T> onLane(Present mine, Function<EngineHandle, T> work) {
        EngineLoader.Loaded loaded = mine.engine().getNow(null);
        return loaded == null
                ? CompletableFuture.failedStage(new CancellationException("the engine is not loaded"))
                : mine.lane().run(() -> work.apply(loaded.engine()));
    }

    private void say(Present mine, Input input) {
        shell.tell(new SessionCommand.WorkDone(mine.number(), input));
    }

    private static boolean cancelled(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return cause instanceof CancellationException;
    }
}
