// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.verifier;

import io.rivulet.actors.solver.StoredProblem;
import io.rivulet.actors.store.JournalReader;
import io.rivulet.actors.store.ProblemRepository;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Rebuilds a session's A and b at a revision from what is stored alone: problem by hash, events from the journal's
/// tables, folded in order. Nothing here comes from the session or its engine.
/// **Thread** any; folds run where `compute` runs them.
final class JournalFold {
    /// A and b at `revision`; `nextSequence` is the first event that may hold a later update.
    record Copy(LinearSystem system, long revision, long nextSequence) {}

    /// Runs work on the pool.
    interface Compute {
        <T> CompletionStage<T> run(Callable<T> work);
    }

    private record Batch(long sequence, SessionEvent.CostsApplied costs) {}

    private final JournalReplay replay;
    private final ProblemRepository problems;
    private final Compute compute;

    JournalFold(JournalReplay replay, ProblemRepository problems, Compute compute) {
        this.replay = replay;
        this.problems = problems;
        this.compute = compute;
    }

    /// From the beginning, or the newest snapshot.
    CompletionStage<Copy> load(UUID session, long revision) {
        return replay.of(session).thenCompose(replayed -> copyOf(replayed, revision));
    }

    private CompletionStage<Copy> copyOf(JournalReplay.Replayed replayed, long revision) {
        if (replayed.state().opened() == null) {
            return CompletableFuture.failedStage(Problem.of(ProblemCode.SESSION_NOT_FOUND, "The session has ended.")
                    .exception());
        }
        StoredProblem problem = StoredProblem.of(replayed.state().toSnapshot(), revision);
        long next = revision == replayed.state().revision() ? replayed.lastSequence() + 1 : 0;
        return problems.read(problem.owner(), problem.base().hash())
                .thenCombine(
                        problem.readDeltas(problems),
                        (base, deltas) -> compute.run(() -> new Copy(problem.fold(base, deltas), revision, next)))
                .thenCompose(copy -> copy);
    }

    /// From an older copy on. A copy of a revision in the middle of what was replayed, or one whose events are gone,
    /// can't be taken further and is loaded anew.
    CompletionStage<Copy> advance(UUID session, Copy from, long revision) {
        if (from.revision() == revision) {
            return CompletableFuture.completedStage(from);
        }
        if (from.nextSequence() == 0) {
            return load(session, revision);
        }
        return batches(session, from.nextSequence(), revision, List.of())
                .thenCompose(batches -> batches.isEmpty() ? load(session, revision) : fold(from, batches, revision));
    }

    /// The batches up to `revision`; empty where the journal does not reach it or has a hole.
    private CompletionStage<List<Batch>> batches(UUID session, long next, long revision, List<Batch> before) {
        return replay.events(session, next).thenCompose(page -> {
            var all = new ArrayList<>(before);
            long expected = next;
            for (JournalReader.StoredEvent event : page.events()) {
                if (event.sequence() != expected) {
                    return CompletableFuture.completedStage(List.of());
                }
                expected++;
                if (EventCodec.decode(event.manifest(), event.payload()) instanceof SessionEvent.CostsApplied costs) {
                    all.add(new Batch(event.sequence(), costs));
                    if (costs.firstRevision() + costs.updates().size() > revision) {
                        return CompletableFuture.completedStage(all);
                    }
                }
            }
            return page.more()
                    ? batches(session, expected, revision, all)
                    : CompletableFuture.completedStage(List.of());
        });
    }

    private CompletionStage<Copy> fold(Copy from, List<Batch> batches, long revision) {
        return compute.run(() -> {
            var updates = new ArrayList<CostUpdate>();
            for (Batch batch : batches) {
                updates.addAll(StoredProblem.updatesBetween(batch.costs(), from.revision(), revision));
            }
            Batch last = batches.getLast();
            boolean whole =
                    last.costs().firstRevision() + last.costs().updates().size() - 1 == revision;
            return new Copy(
                    Replay.apply(from.system(), updates), revision, whole ? last.sequence() + 1 : last.sequence());
        });
    }
}
