// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// How many problems the node loads at once; the others wait in the order in which they came.
/// **Thread** any.
public final class LoadPermits {
    private final ArrayDeque<CompletableFuture<Runnable>> waiting = new ArrayDeque<>();
    private int free;

    public LoadPermits(int permits) {
        this.free = permits;
    }

    /// Completes with what gives the permit back; running that twice does nothing more.
    public CompletionStage<Runnable> acquire() {
        var granted = new CompletableFuture<Runnable>();
        synchronized (waiting) {
            if (free == 0) {
                waiting.add(granted);
                return granted;
            }
            free--;
        }
        granted.complete(permit());
        return granted;
    }

    private Runnable permit() {
        var given = new java.util.concurrent.atomic.AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                giveBack();
            }
        };
    }

    private void giveBack() {
        CompletableFuture<Runnable> next;
        synchronized (waiting) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.complete(permit());
        }
    }
}
