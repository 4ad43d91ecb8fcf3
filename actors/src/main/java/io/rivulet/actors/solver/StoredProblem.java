// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.actors.store.ProblemRepository;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What is stored of a session's problem at one point of its journal: a base, deltas on top of it, and the updates
/// after the last delta. All of them are one left fold in revision order.
public final class StoredProblem {
    private final String owner;
    private final ProblemRef base;
    private final List<String> deltas;
    private final List<CostUpdate> tail;
    private final long revision;

    private StoredProblem(String owner, ProblemRef base, List<String> deltas, List<CostUpdate> tail, long revision) {
        this.owner = owner;
        this.base = base;
        this.deltas = deltas;
        this.tail = tail;
        this.revision = revision;
    }

    public static StoredProblem of(SessionSnapshot stored) {
        return of(stored, stored.revision());
    }

    /// As it was at revision `through`. **Errors** an [IllegalArgumentException] where deltas have gone beyond that.
    public static StoredProblem of(SessionSnapshot stored, long through) {
        SessionEvent.SessionOpened opened = stored.opened();
        ProblemRef base = opened.problem();
        var deltas = new ArrayList<String>();
        long folded = 0;
        for (SessionSnapshot.Rebase rebase : stored.rebases()) {
            folded = rebase.throughRevision();
            if (rebase.whole()) {
                base = new ProblemRef(rebase.hash(), base.rows(), base.nnz());
                deltas.clear();
            } else {
                deltas.add(rebase.hash());
            }
        }
        if (folded > through || through > stored.revision()) {
            throw new IllegalArgumentException("revision " + through + " is not between " + folded + " and "
                    + stored.revision() + ", which is what is stored");
        }
        var tail = new ArrayList<CostUpdate>();
        for (SessionEvent.CostsApplied batch : stored.tail()) {
            tail.addAll(updatesBetween(batch, folded, through));
        }
        return new StoredProblem(opened.owner(), base, List.copyOf(deltas), List.copyOf(tail), through);
    }

    /// The updates of a batch with revisions above `after` and up to `through`.
    public static List<CostUpdate> updatesBetween(SessionEvent.CostsApplied batch, long after, long through) {
        var found = new ArrayList<CostUpdate>();
        long revision = batch.firstRevision();
        for (IdentifiedUpdate update : batch.updates()) {
            if (revision > after && revision <= through) {
                found.add(update.update());
            }
            revision++;
        }
        return found;
    }

    public String owner() {
        return owner;
    }

    public ProblemRef base() {
        return base;
    }

    /// The revision that the whole fold answers.
    public long revision() {
        return revision;
    }

    /// The updates after the last delta.
    public List<CostUpdate> tail() {
        return tail;
    }

    /// Reads the deltas, as updates in order.
    public CompletionStage<List<CostUpdate>> readDeltas(ProblemRepository problems) {
        CompletionStage<List<CostUpdate>> read = CompletableFuture.completedStage(List.of());
        for (String hash : deltas) {
            read = read.thenCompose(before -> problems.loadDelta(owner, hash).thenApply(delta -> {
                var all = new ArrayList<>(before);
                all.add(delta.asUpdate());
                return all;
            }));
        }
        return read;
    }

    /// The fold. **Cost** a copy of the system where anything changed: for a compute thread.
    public LinearSystem fold(LinearSystem stored, List<CostUpdate> deltaUpdates) {
        if (deltaUpdates.isEmpty() && tail.isEmpty()) {
            return stored;
        }
        var all = new ArrayList<>(deltaUpdates);
        all.addAll(tail);
        return Replay.apply(stored, all);
    }
}
