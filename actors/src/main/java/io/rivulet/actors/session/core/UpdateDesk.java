// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.CostQueue.Taken;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// Takes updates: each is judged when it is taken, in order, whole or not at all; becomes durable with its batch;
/// and is answered then. What was taken when the journal failed is answered as unknown: repeat it with the same
/// identity.
/// **Bounded by** [CostQueue], [#HELD] for those whose `old_value` can't be checked before A is in memory, and
/// [#TAIL_BYTES] of updates that the engine has not been able to store.
final class UpdateDesk {
    static final int HELD = CostQueue.UPDATES;
    static final long TAIL_BYTES = 8L << 20;

    private static final long RETRY_MILLIS = 200;

    private record Held(UpdateCall call, int next) {}

    private record Repeat(UpdateCall call, int index) {}

    private final Turn turn;
    private final Lines lines;
    private final CostQueue queue;
    private final EntryOverlay overlay;
    private final AppliedLog applied;
    private final Identities identities = new Identities();
    private final Deque<Held> held = new ArrayDeque<>();
    private final Map<Long, List<Repeat>> repeats = new HashMap<>();
    private SessionState state = SessionState.EMPTY;
    private long lastTaken;
    private int heldUpdates;
    private Consumer<CostUpdate> onTaken = _ -> {};
    private ObjLongConsumer<IdentifiedUpdate> onDurable = (_, _) -> {};

    UpdateDesk(Turn turn, Lines lines, CostQueue queue, EntryOverlay overlay, AppliedLog applied) {
        this.turn = turn;
        this.lines = lines;
        this.queue = queue;
        this.overlay = overlay;
        this.applied = applied;
    }

    /// Who is told of each update of others when it is taken.
    void onTaken(Consumer<CostUpdate> then) {
        onTaken = then;
    }

    /// Who is told of each update with its revision when it is durable.
    void onDurable(ObjLongConsumer<IdentifiedUpdate> then) {
        onDurable = then;
    }

    /// The journal's state is `read` and nothing is under way.
    void restart(SessionState read) {
        state = read;
        lastTaken = read.revision();
    }

    void take(Input.Updates input, SessionState present) {
        state = present;
        UpdateCall call = new UpdateCall(input.reply(), input.updates(), input.waitApplied(), turn.nanos());
        if (held.isEmpty()) {
            takeFrom(call, 0);
        } else {
            hold(call, 0);
        }
    }

    private void takeFrom(UpdateCall call, int first) {
        List<IdentifiedUpdate> updates = call.updates();
        for (int k = first; k < updates.size(); k++) {
            IdentifiedUpdate update = updates.get(k);
            switch (identities.judge(update.identity(), state.memory())) {
                case Identities.Judgement.Durable() -> call.accept(k, state.revision(), true, lines.lastSeq());
                case Identities.Judgement.Pending(long revision) ->
                    repeats.computeIfAbsent(revision, _ -> new ArrayList<>()).add(new Repeat(call, k));
                case Identities.Judgement.Refused(Problem problem) -> call.reject(k, problem);
                case Identities.Judgement.Fresh() -> {
                    Problem problem = UpdateCheck.places(
                            update.update(), state.openedOrThrow().problem().rows());
                    if (problem != null) {
                        call.reject(k, problem);
                        continue;
                    }
                    Problem full = refusal(update, state);
                    if (full != null) {
                        rejectFrom(call, k, full);
                        return;
                    } else if (!UpdateCheck.decidable(update.update(), overlay)) {
                        hold(call, k);
                        return;
                    } else {
                        takeOrReject(call, k, update);
                    }
                }
            }
        }
        finish(call);
    }

    private void takeOrReject(UpdateCall call, int index, IdentifiedUpdate update) {
        Problem stale = UpdateCheck.stale(update.update(), overlay::value);
        if (stale != null) {
            call.reject(index, stale);
            return;
        }
        lastTaken++;
        identities.taken(update.identity(), lastTaken);
        overlay.taken(update.update().matrix(), lastTaken);
        queue.add(new Taken(update, lastTaken, call, index, call.takenNanos()));
        onTaken.accept(update.update());
    }

    /// Why there is no room for `update` now, or null.
    @Nullable
    Problem refusal(IdentifiedUpdate update, SessionState present) {
        return !queue.hasRoomFor(update) ? busy() : present.tail().bytes() > TAIL_BYTES ? tailFull() : null;
    }

    /// Takes an update of the session's own making, which needs no judgement: it sets entries of b, and nobody
    /// repeats it. Its place in the order.
    long takeMade(IdentifiedUpdate update, UpdateCall call, int index) {
        lastTaken++;
        queue.add(new Taken(update, lastTaken, call, index, call.takenNanos()));
        return lastTaken;
    }

    private void hold(UpdateCall call, int first) {
        int more = call.updates().size() - first;
        if (heldUpdates + more > HELD && !held.isEmpty()) {
            rejectFrom(call, first, busy());
            return;
        }
        heldUpdates += more;
        held.addLast(new Held(call, first));
    }

    private void rejectFrom(UpdateCall call, int first, Problem problem) {
        for (int k = first; k < call.updates().size(); k++) {
            call.reject(k, problem);
        }
        finish(call);
    }

    private static Problem busy() {
        return Problem.of(
                        ProblemCode.SESSION_BUSY,
                        "more updates wait to become durable than the " + CostQueue.UPDATES + " (or " + CostQueue.BYTES
                                + " bytes) that may")
                .hint("send the refused updates again, later and slower")
                .retryAfter(RETRY_MILLIS);
    }

    private static Problem tailFull() {
        return Problem.of(
                        ProblemCode.SESSION_BUSY,
                        "the updates since the problem was last stored take more than " + TAIL_BYTES + " bytes")
                .hint("send the refused updates again, later and slower")
                .retryAfter(RETRY_MILLIS);
    }

    static Problem storageUnavailable() {
        return Problem.of(
                        ProblemCode.STORAGE_UNAVAILABLE,
                        "the journal can't be written now; whether the update is durable is not known")
                .hint("repeat it with the same identity")
                .retryAfter(500);
    }

    /// A is in memory: what was held can be decided, in its order.
    void dataLoaded(SessionState present) {
        state = present;
        List<Held> again = List.copyOf(held);
        held.clear();
        heldUpdates = 0;
        for (Held h : again) {
            if (held.isEmpty()) {
                takeFrom(h.call(), h.next());
            } else {
                hold(h.call(), h.next());
            }
        }
    }

    /// A will not be in memory soon, or the session ends.
    void refuseHeld(Problem problem) {
        List<Held> refused = List.copyOf(held);
        held.clear();
        heldUpdates = 0;
        refused.forEach(h -> rejectFrom(h.call(), h.next(), problem));
    }

    /// Everything queued, as events.
    List<Journal.Entry> drain() {
        List<Journal.Entry> entries = new ArrayList<>();
        for (List<Taken> batch : queue.drain()) {
            List<IdentifiedUpdate> updates = batch.stream().map(Taken::update).toList();
            long atMillis = turn.millis();
            entries.add(new Journal.Entry(
                    reserve -> new CostsApplied(batch.getFirst().revision(), atMillis, updates, reserve),
                    new BatchEffect(batch)));
        }
        return entries;
    }

    private final class BatchEffect implements Journal.Effect {
        private final List<Taken> batch;

        BatchEffect(List<Taken> batch) {
            this.batch = batch;
        }

        @Override
        public void durable(SessionEvent event) {
            acknowledge(batch);
        }

        @Override
        public void lost() {
            forget(batch);
        }
    }

    private void acknowledge(List<Taken> batch) {
        long lastRevision = batch.getLast().revision();
        for (Taken t : batch) {
            identities.durable(t.update().identity());
            overlay.durable(t.update().update().matrix(), t.revision());
            applied.durable(t.update(), t.revision(), t.takenNanos());
            onDurable.accept(t.update(), t.revision());
            t.call().accept(t.index(), t.revision(), false, lines.lastSeq());
            answerRepeats(t.revision(), lastRevision, null);
            finish(t.call());
        }
    }

    private void forget(List<Taken> batch) {
        identities.forgetPending();
        overlay.forgetPending();
        for (Taken t : batch) {
            t.call().reject(t.index(), storageUnavailable());
            answerRepeats(t.revision(), 0, storageUnavailable());
            finish(t.call());
        }
        // What waits came after them: taken now, it would be before their repeat.
        refuseHeld(storageUnavailable());
    }

    private void answerRepeats(long revision, long present, @Nullable Problem problem) {
        List<Repeat> waiting = repeats.remove(revision);
        if (waiting == null) {
            return;
        }
        for (Repeat r : waiting) {
            if (problem == null) {
                r.call().accept(r.index(), present, true, lines.lastSeq());
            } else {
                r.call().reject(r.index(), problem);
            }
            finish(r.call());
        }
    }

    /// Answers `call` once all of it is decided.
    void finish(UpdateCall call) {
        if (!call.finishOnce()) {
            return;
        }
        if (call.waitsForRepair()) {
            applied.answerWhenApplied(call);
        } else {
            turn.put(call.answer());
        }
    }
}
