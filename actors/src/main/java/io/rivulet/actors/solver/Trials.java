// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.classify.Consistency;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.TrialBase;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tries changes that are not applied. One that is local is pushed on an overlay of the session's engine,
/// in one turn of its lane. Any other is solved for by an engine of its own, on a lane of its own, in
/// slices: it shares A with the session's until either of them changes it, begins with the session's x, and
/// is gone with its answer.
///
/// **Thread** any. **Bounded by** [#AT_ONCE] engines and [#WAITING] that wait for one, by the node's [MemoryBudget],
/// and by [#LONGEST_MILLIS] of time each.
public final class Trials {
    /// Engines for trials that a node has at once.
    static final int AT_ONCE = 2;

    /// Trials that wait for one.
    static final int WAITING = 32;

    /// So long one may wait and compute: below what askers wait for.
    static final long LONGEST_MILLIS = 40_000;

    private static final long RETRY_MILLIS = 2_000;

    /// One change to try.
    ///
    /// @param settings of the session
    /// @param tolerance its present one
    public record Ask(CostUpdate change, @Nullable List<Integer> indices, SessionSettings settings, double tolerance) {}

    private final Supplier<ComputePool.Lane> lanes;
    private final MemoryBudget memory;
    private final Execution execution;
    private final EngineLoader.Limits limits;
    private final LongSupplier nanoTime;
    private final LoadPermits permits = new LoadPermits(AT_ONCE);
    private final AtomicInteger present = new AtomicInteger();

    Trials(
            Supplier<ComputePool.Lane> lanes,
            MemoryBudget memory,
            Execution execution,
            EngineLoader.Limits limits,
            LongSupplier nanoTime) {
        this.lanes = lanes;
        this.memory = memory;
        this.execution = execution;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /// @param lane the session's, on which `engine` is worked
    /// @param sliceUnits work of one slice
    /// @param abandoned completed when nobody wants the result any more
    public CompletionStage<Slices.WhatIfResult> run(
            ComputePool.Lane lane, EngineHandle engine, Ask ask, long sliceUnits, CompletableFuture<Void> abandoned) {
        long asked = nanoTime.getAsLong();
        return lane.run(() -> engine.tryLocally(ask.change(), ask.indices())).thenCompose(local -> {
            if (local != null) {
                return CompletableFuture.completedStage(local);
            }
            if (present.incrementAndGet() > AT_ONCE + WAITING) {
                present.decrementAndGet();
                return CompletableFuture.failedStage(
                        crowded("more than " + WAITING + " changes wait to be tried on this node")
                                .exception());
            }
            return permits.acquire(LoadPermits.Want.PLAIN)
                    .thenCompose(permit -> elsewhere(lane, engine, ask, sliceUnits, asked, abandoned)
                            .whenComplete((_, _) -> permit.run()))
                    .whenComplete((_, _) -> present.decrementAndGet());
        });
    }

    private static Problem crowded(String why) {
        return Problem.of(ProblemCode.CAPACITY_EXCEEDED, why)
                .hint("Ask again later; changes whose effect is local need not wait.")
                .retryAfter(RETRY_MILLIS);
    }

    private long leftMillis(long asked) {
        return LONGEST_MILLIS - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - asked);
    }

    private CompletionStage<Slices.WhatIfResult> elsewhere(
            ComputePool.Lane lane,
            EngineHandle engine,
            Ask ask,
            long sliceUnits,
            long asked,
            CompletableFuture<Void> abandoned) {
        if (abandoned.isDone() || leftMillis(asked) <= 0) {
            return CompletableFuture.failedStage(
                    crowded("the node had no time to try the change within " + LONGEST_MILLIS + " ms")
                            .exception());
        }
        return lane.run(() -> reserve(engine)).thenCompose(reserved -> {
            ComputePool.Lane own = lanes.get();
            return lane.run(() -> engine.trialBase(ask.change()))
                    .thenCompose(base -> own.run(() -> open(base, ask, reserved)))
                    .thenCompose(opened -> solve(own, opened, ask, sliceUnits, asked, abandoned))
                    // On its lane: what is running there must have ended.
                    .whenComplete((_, _) -> own.run(() -> {
                                reserved.close();
                                return reserved;
                            })
                            .whenComplete((_, _) -> reserved.close()));
        });
    }

    private MemoryBudget.Reservation reserve(EngineHandle engine) {
        long bytes = engine.trialBytes();
        return memory.tryReserve(bytes).orElseThrow(() -> memory.exceeded(bytes).exception());
    }

    private record Opened(EngineHandle engine, TrialBase base, List<String> warnings) {}

    /// On the trial's lane. A change of A gets the checks that a problem gets before a session is opened on it.
    private Opened open(TrialBase base, Ask ask, MemoryBudget.Reservation reserved) {
        CostUpdate change = ask.change();
        LinearSystem system = Replay.apply(base.system(), List.of(change));
        Classification known = change.matrix().isEmpty() ? base.classification() : null;
        Classification c = known != null ? known : Classifier.classify(execution.team(), system.a());
        Plan plan = known != null ? base.plan() : plan(system, c, ask, base.plan());
        String at = change.matrix().isEmpty() ? "/delta_costs" : "/matrix_updates";
        List<String> warnings = switch (Consistency.check(system, c)) {
            case Consistency.Consistent consistent -> consistent.warnings();
            case Consistency.Inconsistent no ->
                throw Problem.of(ProblemCode.SINGULAR_INCONSISTENT, no.why())
                        .at(at)
                        .hint("With this change the matrix is singular and b not in its range: component of row "
                                + no.component() + ", off by " + no.imbalance() + ".")
                        .exception();
        };
        SessionSettings settings = ask.settings();
        var options = settings.toBuilder()
                .showing(new SessionSettings.Showing(
                        0, new XSelection.None(), settings.showing().deadband(), 0))
                .build()
                .engineOptions(ask.tolerance());
        SolverEngine engine = SolverEngine.open(execution, system, c, plan, options, base.x(), 0, reserved::tryGrow);
        return new Opened(
                new EngineHandle(engine, 0, limits.inlineEntries(), limits.sliceNanos(), nanoTime), base, warnings);
    }

    private static Plan plan(LinearSystem system, Classification c, Ask ask, Plan present) {
        SessionSettings settings = ask.settings();
        return switch (Planner.plan(system, c, settings.method(), settings.preconditioner())) {
            case Planned.Ok ok -> ok.plan();
            case Planned.NotApplicable _ -> present;
            case Planned.Structural no ->
                throw Problem.of(ProblemCode.STRUCTURALLY_SINGULAR, no.why())
                        .at("/matrix_updates")
                        .hint("With this change no x is the only one; none is given.")
                        .exception();
        };
    }

    /// Slice after slice, until a repair has ended.
    private CompletionStage<Slices.WhatIfResult> solve(
            ComputePool.Lane own,
            Opened opened,
            Ask ask,
            long sliceUnits,
            long asked,
            CompletableFuture<Void> abandoned) {
        var solved = new CompletableFuture<Slices.Repair>();
        step(own, opened.engine(), new Slices.SliceOrder(List.of(), sliceUnits), asked, abandoned, solved);
        return solved.thenCompose(repair -> own.run(() -> result(opened, ask, repair, asked)));
    }

    private void step(
            ComputePool.Lane own,
            EngineHandle engine,
            Slices.SliceOrder order,
            long asked,
            CompletableFuture<Void> abandoned,
            CompletableFuture<Slices.Repair> solved) {
        own.run(() -> {
                    if (leftMillis(asked) <= 0) {
                        engine.stop(LONGEST_MILLIS);
                    }
                    return engine.slice(order);
                })
                .whenComplete((slice, failure) -> {
                    Slices.@Nullable Repair repair =
                            slice == null || slice.repairs().isEmpty()
                                    ? null
                                    : slice.repairs().getLast();
                    if (failure != null) {
                        solved.completeExceptionally(failure);
                    } else if (abandoned.isDone()) {
                        solved.completeExceptionally(new CancellationException("the session's engine is gone"));
                    } else if (repair != null) {
                        solved.complete(repair);
                    } else {
                        step(own, engine, order, asked, abandoned, solved);
                    }
                });
    }

    private Slices.WhatIfResult result(Opened opened, Ask ask, Slices.Repair repair, long asked) {
        SessionSettings settings = ask.settings();
        return opened.engine()
                .trialResult(
                        opened.base().revision(),
                        opened.base().x(),
                        repair,
                        new Tolerance(ask.tolerance(), settings.stopping().absoluteTolerance()),
                        settings.stopping().errorBound(),
                        settings.showing().deadband(),
                        opened.warnings(),
                        ask.indices(),
                        nanoTime.getAsLong() - asked);
    }
}
