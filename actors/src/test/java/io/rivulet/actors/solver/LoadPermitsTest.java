// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.solver.LoadPermits.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadPermitsTest {
    private final List<String> order = new ArrayList<>();
    private final LoadPermits permits = new LoadPermits(1);

    private CompletableFuture<Runnable> want(String name, AtomicInteger clients, long bytes) {
        return permits.acquire(new Want(clients::get, bytes))
                .thenApply(permit -> {
                    order.add(name);
                    return permit;
                })
                .toCompletableFuture();
    }

    @Test
    void mostClientsGoFirstThenTheSmallestThenTheFirstAsOfWhenAPermitIsFree() {
        Runnable held = permits.acquire(Want.PLAIN).toCompletableFuture().join();
        var busy = new AtomicInteger(1);
        var idle = new AtomicInteger();
        List<CompletableFuture<Runnable>> all = List.of(
                want("large", idle, 900),
                want("small", idle, 10),
                want("small too", idle, 10),
                want("known", busy, 5_000),
                want("largest", idle, 7_000));
        assertThat(order).isEmpty();
        // Who waits may change while they wait.
        busy.set(2);
        held.run();
        held.run();
        assertThat(order).containsExactly("known");
        idle.set(3);
        all.get(3).join().run();
        while (order.size() < all.size()) {
            next(all).run();
        }
        assertThat(order).containsExactly("known", "small", "small too", "large", "largest");
        next(all).run();
        assertThat(permits.acquire(Want.PLAIN).toCompletableFuture()).isDone();
    }

    private Runnable next(List<CompletableFuture<Runnable>> all) {
        List<String> names = List.of("large", "small", "small too", "known", "largest");
        return all.get(names.indexOf(order.getLast())).join();
    }
}
