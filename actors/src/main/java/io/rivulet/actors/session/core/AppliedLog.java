// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.Repair;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.view.SessionStatusView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Durable updates until the first repair that includes them has ended: then their `cost_applied` lines are told and
/// the calls that wait for it are answered.
/// **Bounded by** [#TRACKED] (older ones are told together), and [#CALLS] (more are answered without waiting).
final class AppliedLog {
    static final int TRACKED = 4_096;
    static final int CALLS = 4_096;

    /// Above so many a second, one line tells all updates of a repair.
    static final int LINES_PER_SECOND = 50;

    private record Tracked(
            long firstRevision,
            long revision,
            int updates,
            String updateId,
            @Nullable String source,
            long takenNanos) {
        Tracked and(Tracked later) {
            return new Tracked(
                    firstRevision, later.revision, updates + later.updates, later.updateId, later.source, takenNanos);
        }
    }

    private final Turn turn;
    private final Lines lines;
    private final Rate rate = new Rate(LINES_PER_SECOND);
    private Deque<Tracked> tracked = new ArrayDeque<>();
    private final List<UpdateCall> waiting = new ArrayList<>();
    private Consumer<Repair> onRepaired = _ -> {};
    private @Nullable Repair lastRepair;
    private long significant;
    private long insignificant;

    AppliedLog(Turn turn, Lines lines) {
        this.turn = turn;
        this.lines = lines;
    }

    /// Who is told of each repair.
    void onRepaired(Consumer<Repair> then) {
        onRepaired = then;
    }

    void durable(IdentifiedUpdate update, long revision, long takenNanos) {
        if (tracked.size() == TRACKED) {
            tracked = pairwise(tracked);
        }
        tracked.addLast(new Tracked(
                revision,
                revision,
                1,
                update.identity().updateId().toString(),
                update.identity().sourceNode(),
                takenNanos));
    }

    private static Deque<Tracked> pairwise(Deque<Tracked> list) {
        Deque<Tracked> half = new ArrayDeque<>();
        while (list.size() >= 2) {
            half.addLast(list.removeFirst().and(list.removeFirst()));
        }
        half.addAll(list);
        return half;
    }

    /// Answers `call` as soon as a repair includes its last revision.
    void answerWhenApplied(UpdateCall call) {
        Repair repair = lastRepair;
        if (repair != null && repair.throughRevision() >= call.lastRevision()) {
            turn.put(call.answer(repair, turn.nanos()));
        } else if (waiting.size() >= CALLS) {
            turn.put(call.answer());
        } else {
            waiting.add(call);
        }
    }

    /// Whether a line tells what it did to x: one of its own, or that of updates which wait together for a later one.
    boolean tells(Repair repair) {
        Tracked first = tracked.peekFirst();
        return first != null && first.firstRevision() <= repair.throughRevision();
    }

    void repaired(Repair repair) {
        lastRepair = repair;
        List<Tracked> included = new ArrayList<>();
        while (!tracked.isEmpty() && tracked.getFirst().revision() <= repair.throughRevision()) {
            included.add(tracked.removeFirst());
        }
        int updates = included.stream().mapToInt(Tracked::updates).sum();
        significant += repair.didSomething() ? updates : 0;
        insignificant += repair.didSomething() ? 0 : updates;
        tell(included, repair);
        onRepaired.accept(repair);
        for (UpdateCall call : List.copyOf(waiting)) {
            if (call.lastRevision() <= repair.throughRevision()) {
                waiting.remove(call);
                turn.put(call.answer(repair, turn.nanos()));
            }
        }
    }

    private void tell(List<Tracked> included, Repair repair) {
        if (included.isEmpty()) {
            lines.leaveOut(repair.moves());
            return;
        }
        List<Tracked> each = rate.take(included.size(), turn.nanos())
                ? included
                : List.of(included.stream().reduce(Tracked::and).orElseThrow());
        for (Tracked t : each) {
            // What is said of x is said where it belongs: on the last line of those that one repair has answered.
            Repair said = t.revision() >= repair.throughRevision() ? repair : withoutNumbers(repair);
            Line line = UpdateCall.costApplied(
                    t.updateId(),
                    t.source(),
                    t.firstRevision(),
                    t.revision(),
                    t.updates(),
                    said,
                    (turn.nanos() - t.takenNanos()) / 1e6);
            lines.tell(line, said.moves());
        }
        if (each.getLast().revision() < repair.throughRevision()) {
            lines.leaveOut(repair.moves());
        }
    }

    private static Repair withoutNumbers(Repair repair) {
        return new Repair(
                repair.afterRevision(),
                repair.throughRevision(),
                repair.method(),
                repair.stop(),
                repair.iterations(),
                Double.NaN,
                Double.NaN,
                null,
                Slices.NO_ENTRIES,
                0,
                0,
                null);
    }

    /// What the updates answered so far came to, each counted once.
    SessionStatusView.Changes changes() {
        return new SessionStatusView.Changes(significant, insignificant);
    }

    /// x is gone with its engine: what was repaired has to be repaired again.
    void unloaded() {
        lastRepair = null;
    }

    /// No repair will come: who waits learns that the updates are durable, and no more.
    void answerWithoutRepair() {
        waiting.forEach(call -> turn.put(call.answer()));
        waiting.clear();
    }

    /// Who has waited for longer than `millis` learns the same.
    void answerLongWaiting(long millis) {
        for (UpdateCall call : List.copyOf(waiting)) {
            if (turn.passed(call.takenNanos(), millis)) {
                waiting.remove(call);
                turn.put(call.answer());
            }
        }
    }
}
