// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSnapshot.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What lies beside the journal: the problem, stored rebases, and two slots for x, which a write replaces at once
/// whether or not its event ever becomes durable.
final class SimStore {
    private record Stored(String digest, DenseVector x) {}

    private record Blob(LinearSystem system, long revision) {}

    private final SimJournal journal;
    private final LinearSystem base;
    private final Classification classification;
    private final Plan plan;
    private final Map<String, Blob> blobs = new HashMap<>();
    private final @Nullable Stored[] slots = new @Nullable Stored[2];
    private long writes;

    /// Gets each x that a repair ended with, and the revision that it answers.
    private final BiConsumer<Long, DenseVector> solved;

    SimStore(SimJournal journal, LinearSystem base, boolean iterative, BiConsumer<Long, DenseVector> solved) {
        this.solved = solved;
        this.journal = journal;
        this.base = base;
        this.classification = Classifier.classify(base.a());
        this.plan = new Plan(
                iterative ? Method.JACOBI : Method.BICGSTAB, PreconditionerKind.NONE, "small, so that it is quick");
    }

    LinearSystem base() {
        return base;
    }

    /// A and b as the state says, from the newest blob and the tail.
    LinearSystem present(SessionState state) {
        LinearSystem system = base;
        if (!state.rebases().isEmpty()) {
            Blob blob = blobs.get(state.rebases().getLast().hash());
            if (blob == null || blob.revision() != state.rebasedThrough()) {
                throw new AssertionError("no blob for " + state.rebases().getLast());
            }
            system = blob.system();
        }
        List<CostUpdate> tail = state.tail().updatesAfter(state.rebasedThrough()).stream()
                .map(u -> u.update())
                .toList();
        if (state.rebasedThrough() + tail.size() != state.revision()) {
            throw new AssertionError(
                    "the tail does not reach from " + state.rebasedThrough() + " to " + state.revision());
        }
        return Replay.apply(system, tail);
    }

    SimEngine engine(SessionState state, LinearSystem present, SessionSettings settings, int slot) {
        Stored stored = slot < 0 ? null : slots[slot];
        DenseVector x = stored == null ? null : stored.x();
        return new SimEngine(
                journal, base, present, classification, plan, settings, state.tolerance(), x, state.revision(), solved);
    }

    /// The newest slot whose content is what the journal says, or −1.
    int goodSlot(SessionState state) {
        int best = -1;
        long newest = -1;
        for (int k = 0; k < 2; k++) {
            Slot slot = state.slot(k);
            Stored stored = slots[k];
            if (slot != null && stored != null && stored.digest().equals(slot.digest()) && slot.revision() > newest) {
                best = k;
                newest = slot.revision();
            }
        }
        return best;
    }

    /// Writes x into a slot and returns its digest. The slot must not be the only good one.
    String checkpoint(int slot, DenseVector x) {
        SessionState durable = journal.state();
        boolean wasGood = goodSlot(durable) >= 0;
        String digest = "digest-" + ++writes;
        slots[slot] = new Stored(digest, x);
        if (wasGood && goodSlot(durable) < 0) {
            throw new AssertionError("slot " + slot + " was the only good one");
        }
        return digest;
    }

    String rebase(LinearSystem system, long revision) {
        String hash = "blob-" + ++writes;
        blobs.put(hash, new Blob(system, revision));
        return hash;
    }
}
