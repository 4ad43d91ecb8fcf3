// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.session.core.Examined;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.MatrixLookup;
import io.rivulet.actors.store.CheckpointSlots;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.actors.store.ProblemRepository;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.line.MatrixClassView;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Brings a session's problem and x into memory: waits for a permit, reserves bytes, reads on the store's threads,
/// folds, classifies and sets up on the session's lane of the compute pool.
/// **Thread** any. **Bounded by** the node's [MemoryBudget] and [LoadPermits].
public final class EngineLoader {
    /// What a load gives. Closing `memory` gives the bytes back; nobody may use `engine` after that.
    public record Loaded(
            EngineHandle engine,
            MatrixLookup matrix,
            Examined examined,
            long revision,
            int checkpointSlot,
            MemoryBudget.Reservation memory) {}

    /// What an engine is told of its surroundings.
    /// @param inlineEntries x with more entries is not written as JSON
    /// @param sliceNanos what a slice should take
    public record Limits(int inlineEntries, long sliceNanos) {}

    private record Start(@Nullable DenseVector x, int checkpointSlot) {}

    private final ProblemRepository problems;
    private final CheckpointSlots slots;
    private final MemoryBudget memory;
    private final LoadPermits permits;
    private final Limits limits;
    private final Execution execution;
    private final LongSupplier nanoTime;
    private final Trials trials;

    /// @param lanes where trials get lanes of their own from
    public EngineLoader(
            ProblemRepository problems,
            CheckpointSlots slots,
            MemoryBudget memory,
            LoadPermits permits,
            Limits limits,
            Execution execution,
            LongSupplier nanoTime,
            Supplier<ComputePool.Lane> lanes) {
        this.problems = problems;
        this.slots = slots;
        this.memory = memory;
        this.permits = permits;
        this.limits = limits;
        this.execution = execution;
        this.nanoTime = nanoTime;
        this.trials = new Trials(lanes, memory, execution, limits, nanoTime);
    }

    /// Where changes are tried that are not applied.
    public Trials trials() {
        return trials;
    }

    /// Who waits for a load.
    ///
    /// @param clients how many they are by now. **Thread** any
    /// @param memoryAwaited run when the node has no memory for this now; the load goes on when some is freed
    /// @param abandoned completed when nobody wants the result any more; it is then given back by whoever gets it
    public record Waiters(IntSupplier clients, Runnable memoryAwaited, CompletableFuture<Void> abandoned) {}

    /// Loads the problem that `stored` describes. Memory is taken in the order of the permits; what finds none waits
    /// for it without a permit, so that others may go on.
    /// @param fromZero x = 0, whatever is stored
    /// @param parted where the engine's runs go, null for none
    public CompletionStage<Loaded> load(
            UUID session,
            SessionSnapshot stored,
            boolean fromZero,
            ComputePool.Lane lane,
            Waiters waiters,
            EngineHandle.@Nullable Parted parted) {
        StoredProblem problem = StoredProblem.of(stored);
        long estimate =
                SolverEngine.estimateBytes(problem.base().rows(), problem.base().nnz());
        return load(session, stored, fromZero, problem, lane, waiters, parted, estimate);
    }

    private CompletionStage<Loaded> load(
            UUID session,
            SessionSnapshot stored,
            boolean fromZero,
            StoredProblem problem,
            ComputePool.Lane lane,
            Waiters waiters,
            EngineHandle.@Nullable Parted parted,
            long bytes) {
        var want = new LoadPermits.Want(waiters.clients(), bytes);
        return permitted(want, waiters, permit -> {
                    MemoryBudget.Reservation now = memory.tryReserve(bytes).orElse(null);
                    if (now != null) {
                        return read(session, stored, fromZero, problem, lane, now, parted);
                    }
                    permit.run();
                    return later(bytes, waiters)
                            .thenCompose(reservation -> permitted(
                                            want,
                                            waiters,
                                            _ -> read(session, stored, fromZero, problem, lane, reservation, parted))
                                    .whenComplete((_, failure) -> closeIf(failure, reservation)));
                })
                .exceptionallyCompose(failure -> Incidents.cause(failure) instanceof NeedsMore more
                        ? load(session, stored, fromZero, problem, lane, waiters, parted, more.bytes)
                        : CompletableFuture.failedStage(failure));
    }

    /// The engine, once it is known, takes more than was reserved, and more than is free now.
    private static final class NeedsMore extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final long bytes;

        NeedsMore(long bytes) {
            super("an engine of " + bytes + " bytes");
            this.bytes = bytes;
        }
    }

    /// Does `work` while it has a permit, which `work` may give back before.
    private CompletionStage<Loaded> permitted(
            LoadPermits.Want want, Waiters waiters, Function<Runnable, CompletionStage<Loaded>> work) {
        return permits.acquire(want)
                .thenCompose(permit -> (waiters.abandoned().isDone()
                                ? CompletableFuture.<Loaded>failedStage(new CancellationException("nobody wants it"))
                                : work.apply(permit))
                        .whenComplete((_, _) -> permit.run()));
    }

    private CompletionStage<MemoryBudget.Reservation> later(long bytes, Waiters waiters) {
        CompletableFuture<MemoryBudget.Reservation> reserved = memory.reserve(bytes);
        if (!reserved.isDone()) {
            waiters.memoryAwaited().run();
            CompletableFuture<Void> _ = waiters.abandoned().whenComplete((_, _) -> reserved.cancel(false));
        }
        return reserved;
    }

    private static void closeIf(@Nullable Throwable failure, MemoryBudget.Reservation reservation) {
        if (failure != null) {
            reservation.close();
        }
    }

    private CompletionStage<Loaded> read(
            UUID session,
            SessionSnapshot stored,
            boolean fromZero,
            StoredProblem problem,
            ComputePool.Lane lane,
            MemoryBudget.Reservation reservation,
            EngineHandle.@Nullable Parted parted) {
        return problems.load(problem.owner(), problem.base().hash())
                .thenCombine(problem.readDeltas(problems), BaseAndDeltas::new)
                .thenCombine(
                        fromZero ? done(new Start(null, Input.DataLoaded.NO_CHECKPOINT)) : start(session, stored),
                        (read, start) -> lane.run(() -> open(stored, problem, read, start, reservation, parted)))
                .thenCompose(opened -> opened)
                .whenComplete((_, failure) -> closeIf(failure, reservation));
    }

    private record BaseAndDeltas(LinearSystem base, List<CostUpdate> deltas) {}

    private Loaded open(
            SessionSnapshot stored,
            StoredProblem problem,
            BaseAndDeltas read,
            Start start,
            MemoryBudget.Reservation reservation,
            EngineHandle.@Nullable Parted parted) {
        LinearSystem system = problem.fold(read.base(), read.deltas());
        Classification classification = Classifier.classify(execution.team(), system.a());
        SessionSettings settings = stored.opened().settings();
        SolverEngine engine = SolverEngine.open(
                execution,
                system,
                classification,
                plan(system, classification, stored.opened()),
                settings.engineOptions(stored.tolerance()),
                start.x(),
                0,
                reservation::tryGrow);
        // The estimate stays reserved: an engine takes most of it later, when it sets its method up.
        long more = engine.memoryBytes() - reservation.bytes();
        if (more > 0 && !reservation.tryGrow(more)) {
            throw new NeedsMore(engine.memoryBytes());
        }
        return new Loaded(
                new EngineHandle(
                        engine, problem.revision(), limits.inlineEntries(), limits.sliceNanos(), nanoTime, parted),
                system.a()::get,
                new Examined(MatrixClassView.of(classification), system.a().nnz()),
                problem.revision(),
                start.checkpointSlot(),
                reservation);
    }

    /// Classifies A once more. **Thread** the session's lane. **Cost** O(nnz).
    public Examined examine(CsrMatrix a) {
        return new Examined(MatrixClassView.of(Classifier.classify(execution.team(), a)), a.nnz());
    }

    /// The plan for the matrix as it is now. Updates may have made it one that no method is known for; then the one
    /// that was told when the session was opened goes on, and fails honestly.
    private static Plan plan(LinearSystem system, Classification classification, SessionEvent.SessionOpened opened) {
        SessionSettings settings = opened.settings();
        return switch (Planner.plan(system, classification, settings.method(), settings.preconditioner())) {
            case Planned.Ok ok -> ok.plan();
            case Planned.NotApplicable _, Planned.Structural _ ->
                new Plan(
                        Method.valueOf(opened.method().toUpperCase(Locale.ROOT)),
                        PreconditionerKind.valueOf(opened.preconditioner().toUpperCase(Locale.ROOT)),
                        opened.reason());
        };
    }

    /// The newest checkpoint that is whole, else the other, else the initial guess, else nothing.
    private CompletionStage<Start> start(UUID session, SessionSnapshot stored) {
        SessionSnapshot.Slot zero = stored.slot0();
        SessionSnapshot.Slot one = stored.slot1();
        boolean oneFirst = one != null && (zero == null || one.revision() >= zero.revision());
        return slot(session, oneFirst ? 1 : 0, oneFirst ? one : zero)
                .thenCompose(newest ->
                        newest != null ? done(newest) : slot(session, oneFirst ? 0 : 1, oneFirst ? zero : one))
                .thenCompose(found -> found != null ? done(found) : initialGuess(stored.opened()));
    }

    private CompletionStage<@Nullable Start> slot(UUID session, int number, SessionSnapshot.@Nullable Slot slot) {
        return slot == null
                ? done(null)
                : slots.read(session, number, slot.digest())
                        .thenApply(found ->
                                found.map(each -> new Start(each.x(), number)).orElse(null));
    }

    private CompletionStage<Start> initialGuess(SessionEvent.SessionOpened opened) {
        String hash = opened.initialGuess();
        return hash == null
                ? done(new Start(null, Input.DataLoaded.NO_CHECKPOINT))
                : problems.loadVector(opened.owner(), hash)
                        .thenApply(x -> new Start(x, Input.DataLoaded.NO_CHECKPOINT));
    }

    private static <T extends @Nullable Object> CompletionStage<T> done(T value) {
        return CompletableFuture.completedStage(value);
    }
}
