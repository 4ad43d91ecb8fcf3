// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.Repair;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.view.CostDelta;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/// Tells the swarm of durable updates, where the repair that answers them found them significant: those that it did
/// nothing about are nobody's concern. What was read from a journal is not told, since nobody knows any more how
/// far it may go.
/// **Bounded by** [#WAITING] updates without a repair (later ones are told together with the last), and
/// [#PER_SECOND]: what comes faster is told together.
final class Announcements {
    static final int WAITING = 256;
    static final int PER_SECOND = 50;

    private final Turn turn;
    private final BooleanSupplier swarm;
    private final MemberDesk members;
    private final Rate rate = new Rate(PER_SECOND);
    private final Deque<CostDelta> durable = new ArrayDeque<>();
    private final Deque<CostDelta> due = new ArrayDeque<>();

    /// @param swarm whether the session has one
    Announcements(Turn turn, BooleanSupplier swarm, MemberDesk members) {
        this.turn = turn;
        this.swarm = swarm;
        this.members = members;
    }

    void durable(IdentifiedUpdate update, long revision) {
        if (swarm.getAsBoolean() && update.depth() > 0) {
            add(durable, CostDelta.of(update, revision));
        }
    }

    private static void add(Deque<CostDelta> queue, CostDelta next) {
        queue.addLast(queue.size() < WAITING ? next : queue.removeLast().and(next));
    }

    void repaired(Repair repair) {
        while (!durable.isEmpty() && durable.getFirst().revision() <= repair.throughRevision()) {
            CostDelta next = durable.removeFirst();
            if (repair.didSomething()) {
                add(due, next);
            }
        }
    }

    /// To be called each turn.
    void pump() {
        if (due.isEmpty()) {
            return;
        }
        if (rate.take(due.size(), turn.nanos())) {
            due.forEach(this::announce);
            due.clear();
        } else if (rate.take(1, turn.nanos())) {
            announce(due.stream().reduce(CostDelta::and).orElseThrow());
            due.clear();
        }
    }

    private void announce(CostDelta delta) {
        turn.put(new Output.Announce(delta, members.known()));
    }

    /// Something is to be told when time has passed.
    boolean isWaiting() {
        return !due.isEmpty();
    }
}
