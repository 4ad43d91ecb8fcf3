// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.verifier;

import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.ProblemRepository;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.numerics.verify.Verification;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.SystemSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/// The node's verifier: draws verdicts about an x from its own copy of the problem, which it reads from the store and
/// the journal itself, on verification's share of the compute pool.
///
/// **Owns** the copies, least recently used first out.
/// **Survives** a copy that can't be read: that check fails, the next one reads anew.
/// **Bounded by** `cacheBytes` of copies, `maxWaiting` checks.
/// **More** docs/internals/verification.md
public final class VerifierActor {
    private static final long RETRY_AFTER_MILLIS = 1_000;
    /// What a copy takes beside its arrays, and its place among the others.
    private static final long COPY_BYTES = 1_024;

    public sealed interface Command {}

    /// Needs the copy of a session's problem at `revision`.
    private sealed interface OfSession extends Command {
        UUID session();

        long revision();

        void failed(Throwable failure);
    }

    /// The session's A and b at `revision`; `system` completes in any thread.
    public record ReadSystem(UUID session, long revision, CompletableFuture<LinearSystem> system) implements OfSession {
        @Override
        public void failed(Throwable failure) {
            system.completeExceptionally(failure);
        }
    }

    /// Checks the x of a session at `revision`; `verdict` completes in any thread.
    public record VerifySession(
            UUID session,
            long revision,
            DenseVector x,
            Strategy strategy,
            int probes,
            Tolerance tolerance,
            long seed,
            CompletableFuture<Slices.VerifyResult> verdict)
            implements OfSession {
        @Override
        public void failed(Throwable failure) {
            verdict.completeExceptionally(failure);
        }
    }

    /// Checks any x, of a problem that is generated only then; the revision of the result is 0.
    public record VerifySystem(
            SystemSource system,
            DenseVector x,
            Strategy strategy,
            int probes,
            double tolerance,
            long seed,
            CompletableFuture<Slices.VerifyResult> verdict)
            implements Command {}

    /// The session has left this node's memory: its copy is of no use any more.
    public record Forget(UUID session) implements Command {}

    private record Checked(
            OfSession job,
            JournalFold.@Nullable Copy copy,
            Slices.@Nullable VerifyResult result,
            @Nullable Throwable failure)
            implements Command {}

    private record SystemChecked(
            VerifySystem job,
            Slices.@Nullable VerifyResult result,
            @Nullable Throwable failure) implements Command {}

    /// @param result null where the copy was all that was wanted
    private record Outcome(JournalFold.Copy copy, Slices.@Nullable VerifyResult result) {}

    private final ActorContext<Command> context;
    private final ComputePool pool;
    private final JournalFold fold;
    private final long cacheBytes;
    private final int maxWaiting;
    private final LongSupplier nanoTime;
    private final LongConsumer probed;
    private final LinkedHashMap<UUID, JournalFold.Copy> copies = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<UUID, ArrayDeque<OfSession>> waiting = new HashMap<>();
    private long copiesBytes;
    private int jobs;

    private VerifierActor(
            ActorContext<Command> context,
            ComputePool pool,
            JournalFold fold,
            long cacheBytes,
            int maxWaiting,
            LongSupplier nanoTime,
            LongConsumer probed) {
        this.probed = probed;
        this.context = context;
        this.pool = pool;
        this.fold = fold;
        this.cacheBytes = cacheBytes;
        this.maxWaiting = maxWaiting;
        this.nanoTime = nanoTime;
    }

    /// @param probed told of each check how many probes it made, in any thread
    public static Behavior<Command> create(
            ComputePool pool,
            JournalReplay replay,
            ProblemRepository problems,
            long cacheBytes,
            int maxWaiting,
            LongSupplier nanoTime,
            LongConsumer probed) {
        var fold = new JournalFold(replay, problems, new JournalFold.Compute() {
            @Override
            public <T> CompletionStage<T> run(Callable<T> work) {
                return pool.lane(ComputePool.Share.VERIFICATION).run(work);
            }
        });
        return Behaviors.setup(context ->
                new VerifierActor(context, pool, fold, cacheBytes, maxWaiting, nanoTime, probed).verifying());
    }

    private Behavior<Command> verifying() {
        return Behaviors.receiveMessage(command -> {
            switch (command) {
                case OfSession job when jobs >= maxWaiting -> job.failed(busy());
                case VerifySystem job when jobs >= maxWaiting -> job.verdict().completeExceptionally(busy());
                case OfSession job -> enqueue(job);
                case VerifySystem job -> check(job);
                case Checked checked -> finish(checked);
                case Forget gone -> forget(gone.session());
                case SystemChecked checked -> {
                    jobs--;
                    answer(checked.job().verdict(), checked.result(), checked.failure());
                }
            }
            return Behaviors.same();
        });
    }

    /// Checks of one session run one after the other: they share a copy.
    private void enqueue(OfSession job) {
        jobs++;
        var queue = waiting.get(job.session());
        if (queue == null) {
            waiting.put(job.session(), new ArrayDeque<>());
            check(job);
        } else {
            queue.add(job);
        }
    }

    private void check(OfSession job) {
        JournalFold.Copy known = forget(job.session());
        CompletionStage<JournalFold.Copy> copy = known == null || known.revision() > job.revision()
                ? fold.load(job.session(), job.revision())
                : fold.advance(job.session(), known, job.revision());
        CompletionStage<Outcome> outcome = copy.thenCompose(present -> switch (job) {
            case ReadSystem _ -> CompletableFuture.completedStage(new Outcome(present, null));
            case VerifySession check ->
                pool.lane(ComputePool.Share.VERIFICATION)
                        .run(() -> new Outcome(
                                present,
                                verify(
                                        present.system(),
                                        present.revision(),
                                        check.x(),
                                        check.strategy(),
                                        check.probes(),
                                        check.tolerance(),
                                        check.seed())));
        });
        context.pipeToSelf(
                outcome,
                (done, failure) -> done == null
                        ? new Checked(job, null, null, failure)
                        : new Checked(job, done.copy(), done.result(), null));
    }

    private void check(VerifySystem job) {
        jobs++;
        context.pipeToSelf(
                pool.lane(ComputePool.Share.VERIFICATION)
                        .run(() -> verify(
                                ProblemRepository.systemOf(job.system()),
                                0,
                                job.x(),
                                job.strategy(),
                                job.probes(),
                                Tolerance.relative(job.tolerance()),
                                job.seed())),
                (result, failure) -> new SystemChecked(job, result, failure));
    }

    private Slices.VerifyResult verify(
            LinearSystem system,
            long revision,
            DenseVector x,
            Strategy strategy,
            int probes,
            Tolerance tolerance,
            long seed) {
        long start = nanoTime.getAsLong();
        Verdict verdict = Verification.verify(system, x, strategy, probes, tolerance, seed);
        probed.accept(strategy.probes(probes));
        return new Slices.VerifyResult(revision, verdict, nanoTime.getAsLong() - start);
    }

    private void finish(Checked checked) {
        jobs--;
        OfSession job = checked.job();
        JournalFold.Copy copy = checked.copy();
        if (copy != null) {
            remember(job.session(), copy);
        }
        switch (job) {
            case VerifySession check -> answer(check.verdict(), checked.result(), checked.failure());
            case ReadSystem read when copy != null -> read.system().complete(copy.system());
            case ReadSystem read ->
                read.failed(
                        checked.failure() == null
                                ? new IllegalStateException("a copy ended without a result")
                                : checked.failure());
        }
        var queue = waiting.get(job.session());
        OfSession next = queue == null ? null : queue.poll();
        if (next == null) {
            waiting.remove(job.session());
        } else {
            check(next);
        }
    }

    private static void answer(
            CompletableFuture<Slices.VerifyResult> verdict,
            Slices.@Nullable VerifyResult result,
            @Nullable Throwable failure) {
        if (result != null) {
            verdict.complete(result);
        } else {
            verdict.completeExceptionally(
                    failure == null ? new IllegalStateException("a check ended without a result") : failure);
        }
    }

    // Copies

    private void remember(UUID session, JournalFold.Copy copy) {
        copies.put(session, copy);
        copiesBytes += bytes(copy);
        Iterator<JournalFold.Copy> oldest = copies.values().iterator();
        while (copiesBytes > cacheBytes && oldest.hasNext()) {
            copiesBytes -= bytes(oldest.next());
            oldest.remove();
        }
    }

    private JournalFold.@Nullable Copy forget(UUID session) {
        JournalFold.Copy copy = copies.remove(session);
        if (copy != null) {
            copiesBytes -= bytes(copy);
        }
        return copy;
    }

    private static long bytes(JournalFold.Copy copy) {
        return COPY_BYTES + copy.system().sizeBytes();
    }

    private RuntimeException busy() {
        return Problem.of(ProblemCode.SESSION_BUSY, maxWaiting + " verifications wait already")
                .retryAfter(RETRY_AFTER_MILLIS)
                .exception();
    }
}
