// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit;

import io.rivulet.actors.limit.core.LimiterState;
import io.rivulet.actors.limit.core.StreamGrant;
import io.rivulet.actors.limit.core.StreamOrder;
import io.rivulet.actors.limit.core.TokenGrant;
import io.rivulet.actors.limit.core.TokenOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/// Limiters in this process, which no other node sees: for a gateway that can't reach those of the cluster.
/// **Bounded by** [#MOST]; beyond, the one that was used least recently is forgotten.
/// **Thread** any.
public final class OwnLimiters implements LimiterDoor {
    static final int MOST = 10_000;

    private static final float LOAD = 0.75f;

    private final LongSupplier nanoTime;
    private final Map<String, LimiterState> states = new LinkedHashMap<>(16, LOAD, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LimiterState> eldest) {
            return size() > MOST;
        }
    };

    public OwnLimiters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<TokenGrant> lease(String caller, TokenOrder order) {
        synchronized (states) {
            return CompletableFuture.completedStage(of(caller).lease(order, nanoTime.getAsLong()));
        }
    }

    @Override
    public CompletionStage<StreamGrant> hold(String caller, StreamOrder order) {
        synchronized (states) {
            return CompletableFuture.completedStage(of(caller).hold(order, nanoTime.getAsLong()));
        }
    }

    private LimiterState of(String caller) {
        return states.computeIfAbsent(caller, _ -> new LimiterState());
    }
}
