// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.SessionEvent;

/// When the changes since the last rebase are stored as a blob, so that the tail of events, which every snapshot
/// carries, stays short. Deltas stack up until they are many or large, then the whole problem is stored.
final class Rebasing {
    static final long TAIL_ENTRIES = 4_096;
    static final long TAIL_BYTES = 96L << 10;
    static final int DELTAS = 64;

    private static final double WHOLE_SHARE = 0.1;
    private static final long RETRY_MILLIS = 5_000;

    private final Turn turn;
    private final Journal journal;
    private final Engine engine;
    private boolean out;
    private boolean eventOut;
    private long orderedEntries;
    private boolean retrying;
    private long retryNanos;

    /// Changed entries in the deltas on top of the last whole one, at most.
    private long deltaEntries;

    Rebasing(Turn turn, Journal journal, Engine engine) {
        this.turn = turn;
        this.journal = journal;
        this.engine = engine;
    }

    void restart(SessionState read) {
        eventOut = false;
        deltaEntries = read.rebases().stream().filter(r -> !r.whole()).count() * TAIL_ENTRIES;
    }

    void unloaded() {
        out = false;
    }

    /// To be called between slices, before the next one is given.
    void pump(SessionState state, long size) {
        Tail tail = state.tail();
        boolean waits = retrying && turn.nanos() - retryNanos < 0;
        if (out
                || eventOut
                || waits
                || !engine.idle()
                || !journal.isReady()
                || engine.revision() <= state.rebasedThrough()
                || tail.entries() <= TAIL_ENTRIES && tail.bytes() <= TAIL_BYTES) {
            return;
        }
        out = true;
        orderedEntries = tail.entries();
        boolean whole = state.rebases().size() >= DELTAS || deltaEntries + tail.entries() > WHOLE_SHARE * size;
        turn.put(new Output.StoreRebase(engine.revision(), whole));
    }

    void stored(Input.Rebased stored, SessionState state) {
        if (!out) {
            return;
        }
        out = false;
        retrying = false;
        if (stored.throughRevision() <= state.rebasedThrough()) {
            return;
        }
        eventOut = true;
        long entries = orderedEntries;
        journal.submit(
                reserve -> new SessionEvent.MatrixRebased(
                        stored.hash(), stored.whole(), stored.throughRevision(), reserve),
                new Journal.Effect() {
                    @Override
                    public void durable(SessionEvent event) {
                        eventOut = false;
                        deltaEntries = stored.whole() ? 0 : deltaEntries + entries;
                    }

                    @Override
                    public void lost() {
                        eventOut = false;
                    }
                });
    }

    void failed() {
        out = false;
        retrying = true;
        retryNanos = turn.nanos() + RETRY_MILLIS * 1_000_000;
    }
}
