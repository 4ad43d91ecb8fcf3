// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.problem.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Questions of one kind that begin between two slices and are answered when pool and store are done with them, while
/// the session goes on.
/// **Bounded by** so many under way at once; others wait as [EngineReads] do, and for as long.
final class EngineOrders {
    /// Changes of one session that are tried at once.
    static final int WHAT_IFS = 16;

    /// Gradients of one session that are computed at once.
    static final int GRADIENTS = 16;

    /// Forks of one session that are stored at once.
    static final int FORKS = 2;

    private final Turn turn;
    private final EngineReads reads;
    private final int atOnce;
    private final Set<Long> out = new HashSet<>();

    EngineOrders(Turn turn, EngineReads reads, int atOnce) {
        this.turn = turn;
        this.reads = reads;
        this.atOnce = atOnce;
    }

    /// Gives an order once `ready` says so, no slice is out and there is room.
    void add(long reply, BooleanSupplier ready, Supplier<Output> order) {
        reads.add(reply, () -> out.size() < atOnce && ready.getAsBoolean(), () -> {
            out.add(reply);
            turn.put(order.get());
        });
    }

    /// One that nobody waits for any more is dropped.
    void answer(long reply, Answer answer) {
        if (out.remove(reply)) {
            turn.reply(reply, answer);
        }
    }

    /// The engine is gone: what was under way will not come.
    void unloaded(Problem problem) {
        for (long reply : List.copyOf(out)) {
            answer(reply, new Answer.Refused(problem));
        }
    }

    boolean isEmpty() {
        return out.isEmpty();
    }
}
