// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot.Slot;
import org.jspecify.annotations.Nullable;

/// When x is stored, and into which of the two slots: never into the one that is, or may be, the only good one. So a
/// slot is written only after the event of the one before is known to be durable, and a slot whose event was lost is
/// written again first. Stored by value: the work since the last one, for its bytes, within the node's budget.
final class Checkpoints {
    /// Units of work since the last one that make a byte worth storing while the engine is busy.
    static final long WORTH_PER_BYTE = 16;

    /// What a write costs besides its bytes, told in bytes: about 0.7 ms of processor for an x of 8 KiB (H2), which is
    /// to be some percent of the work that it saves at most.
    static final long BYTES_PER_WRITE = 256 << 10;

    /// At rest any new x is stored after so long.
    static final long REST_MILLIS = 2_000;

    /// A larger x is not stored because its session moves: that would take longer than what it saves.
    static final long HAND_OVER_BYTES = 32L << 20;

    private static final long RETRY_MILLIS = 5_000;

    private final Turn turn;
    private final Journal journal;
    private final Engine engine;
    private final CheckpointBudget budget;
    private boolean begun;
    private boolean out;
    private SessionEvent.@Nullable SolutionCheckpointed unsure;
    private int nextSlot;
    private long storedVersion = -1;
    private long orderedVersion = -1;
    private long orderedWork;
    private long workAtLast;
    private long retryNanos;
    private boolean retrying;
    private boolean handingOver;

    Checkpoints(Turn turn, Journal journal, Engine engine, CheckpointBudget budget) {
        this.turn = turn;
        this.journal = journal;
        this.engine = engine;
        this.budget = budget;
    }

    /// The journal was read: whether the event that was on its way is durable is known now.
    void restart(SessionState read) {
        SessionEvent.SolutionCheckpointed lost = unsure;
        unsure = null;
        if (lost != null) {
            Slot slot = read.slot(lost.slot());
            boolean durable = slot != null && slot.digest().equals(lost.digest());
            nextSlot = durable ? 1 - lost.slot() : lost.slot();
        } else if (!begun) {
            nextSlot = olderSlot(read);
        }
        // Otherwise it stays: what was written without an event is known here only.
        begun = true;
    }

    private static int olderSlot(SessionState state) {
        Slot first = state.slot(0);
        Slot second = state.slot(1);
        if (first == null || second == null) {
            return first == null ? 0 : 1;
        }
        return first.revision() <= second.revision() ? 0 : 1;
    }

    /// x came from `slot`: that one is good, the other one may be anything.
    void loadedFrom(int slot) {
        out = false;
        retrying = false;
        workAtLast = engine.work();
        if (slot >= 0 && unsure == null) {
            nextSlot = 1 - slot;
            storedVersion = engine.xVersion();
        }
    }

    /// To be called between slices, before the next one is given.
    void pump(int n) {
        long bytes = 8L * n;
        if (out || unsure != null || !journal.isReady() || !engine.idle() || engine.xVersion() == storedVersion) {
            return;
        }
        long done = engine.work() - workAtLast;
        if (done == 0 || !(handingOver ? bytes <= HAND_OVER_BYTES && !retrying : due(done, bytes))) {
            return;
        }
        out = true;
        orderedVersion = engine.xVersion();
        orderedWork = engine.work();
        turn.put(new Output.StoreCheckpoint(nextSlot, engine.revision()));
    }

    private boolean due(long done, long bytes) {
        boolean worth = done >= WORTH_PER_BYTE * (BYTES_PER_WRITE + bytes) || engine.restedFor(REST_MILLIS);
        boolean waits = retrying && turn.nanos() - retryNanos < 0;
        return worth && !waits && budget.take(bytes, turn.nanos());
    }

    /// The session moves: x is stored once more, whatever it is worth, and if that fails not again.
    void handOver() {
        handingOver = true;
    }

    /// Nothing is on its way to the store or the journal.
    boolean isQuiet() {
        return !out && unsure == null;
    }

    void stored(Input.Checkpointed stored) {
        if (!out || stored.slot() != nextSlot) {
            return;
        }
        out = false;
        retrying = false;
        storedVersion = orderedVersion;
        workAtLast = orderedWork;
        unsure = new SessionEvent.SolutionCheckpointed(stored.slot(), stored.digest(), stored.revision(), 0);
        journal.submit(
                reserve -> new SessionEvent.SolutionCheckpointed(
                        stored.slot(), stored.digest(), stored.revision(), reserve),
                new Journal.Effect() {
                    @Override
                    public void durable(SessionEvent event) {
                        unsure = null;
                        nextSlot = 1 - stored.slot();
                    }

                    @Override
                    public void lost() {
                        // Known again when the journal has been read: see restart.
                    }
                });
    }

    void failed() {
        out = false;
        retrying = true;
        retryNanos = turn.nanos() + RETRY_MILLIS * 1_000_000;
    }

    /// x of this engine is stored, or as good as.
    boolean isStored() {
        return !out && unsure == null && (engine.xVersion() == storedVersion || engine.work() == workAtLast);
    }
}
