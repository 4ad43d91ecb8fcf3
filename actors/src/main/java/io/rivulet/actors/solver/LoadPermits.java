// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/// How many problems the node loads at once. Of the others that goes next for which most clients wait by then, of
/// equal ones the smallest, of equal ones the first that came: many short waits end before a long one does.
/// **Thread** any. **Cost** a permit that is given back looks at all who wait.
public final class LoadPermits {
    /// What a load is to others that wait.
    ///
    /// @param clients that wait for it, as of when it is asked. **Thread** any
    public record Want(IntSupplier clients, long bytes) {
        /// Waits its turn among its like.
        public static final Want PLAIN = new Want(() -> 0, 0);
    }

    private record Waiting(Want want, CompletableFuture<Runnable> granted) {}

    private final List<Waiting> waiting = new ArrayList<>();
    private int free;

    public LoadPermits(int permits) {
        this.free = permits;
    }

    /// Completes with what gives the permit back; running that twice does nothing more.
    public CompletionStage<Runnable> acquire(Want want) {
        var granted = new CompletableFuture<Runnable>();
        synchronized (waiting) {
            if (free == 0) {
                waiting.add(new Waiting(want, granted));
                return granted;
            }
            free--;
        }
        granted.complete(permit());
        return granted;
    }

    private Runnable permit() {
        var given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                giveBack();
            }
        };
    }

    private void giveBack() {
        Waiting next;
        synchronized (waiting) {
            if (waiting.isEmpty()) {
                free++;
                return;
            }
            next = waiting.remove(mostWanted());
        }
        next.granted().complete(permit());
    }

    private int mostWanted() {
        int best = 0;
        int bestClients = -1;
        for (int k = 0; k < waiting.size(); k++) {
            Want want = waiting.get(k).want();
            int clients = want.clients().getAsInt();
            boolean smaller = want.bytes() < waiting.get(best).want().bytes();
            if (clients > bestClients || clients == bestClients && smaller) {
                best = k;
                bestClients = clients;
            }
        }
        return best;
    }
}
