// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit;

import io.rivulet.actors.limit.core.CallerLimits;
import io.rivulet.actors.limit.core.Standing;
import io.rivulet.actors.limit.core.StreamOrder;
import io.rivulet.actors.limit.core.TokenGrant;
import io.rivulet.actors.limit.core.TokenOrder;
import io.rivulet.actors.limit.core.Wallet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One caller at this gateway: what it has, and its requests that wait for the limiter, which is asked once at a time.
/// **Bounded by** [#MAX_WAITING]. **Thread** any; futures are completed by whoever calls, outside of its monitor.
final class LeasedCaller {
    /// Requests that wait for the limiter's answer; more are refused.
    static final int MAX_WAITING = 1_024;

    private static final long BUSY_RETRY_NANOS = 1_000_000_000L;

    /// What a request or an answer leads to.
    ///
    /// @param known false: this caller was forgotten meanwhile, another stands for it
    /// @param order to be sent to its limiter, or null
    /// @param told requests that know now
    record Step(boolean known, @Nullable TokenOrder order, List<Told> told) {
        private static final Step FORGOTTEN = new Step(false, null, List.of());

        void tell() {
            told.forEach(each -> each.request().complete(each.standing()));
        }
    }

    record Told(CompletableFuture<Standing> request, Standing standing) {}

    private final UUID gateway;
    private final LongSupplier numbers;
    private final BooleanSupplier alone;
    private final Wallet wallet = new Wallet();
    private final Deque<CompletableFuture<Standing>> waiting = new ArrayDeque<>();
    private CallerLimits limits;
    private boolean asking;
    private boolean askingAlone;
    private boolean forgotten;
    private long streamsTold;

    /// @param numbers ascend over all callers of the gateway
    /// @param alone whether the cluster's limiters can't be reached now
    LeasedCaller(UUID gateway, LongSupplier numbers, BooleanSupplier alone, CallerLimits limits) {
        this.gateway = gateway;
        this.numbers = numbers;
        this.alone = alone;
        this.limits = limits;
    }

    synchronized Step request(CompletableFuture<Standing> request, CallerLimits now, long nanos) {
        if (forgotten) {
            return Step.FORGOTTEN;
        }
        limits = now;
        Optional<Standing> standing = asking ? Optional.empty() : wallet.spend(nanos);
        if (standing.isPresent()) {
            return new Step(true, null, List.of(new Told(request, standing.get())));
        }
        if (waiting.size() >= MAX_WAITING) {
            int limit = limits.quotas().getFirst().limit();
            var busy = new Standing(false, limit, 0, BUSY_RETRY_NANOS, BUSY_RETRY_NANOS);
            return new Step(true, null, List.of(new Told(request, busy)));
        }
        waiting.add(request);
        return new Step(true, asking ? null : order(nanos), List.of());
    }

    /// What the limiter answered to the order.
    synchronized Step answered(TokenGrant grant, long nanos) {
        wallet.granted(grant, nanos);
        asking = false;
        var told = new ArrayList<Told>();
        while (!waiting.isEmpty()) {
            Optional<Standing> standing = wallet.spend(nanos);
            if (standing.isEmpty()) {
                return new Step(true, order(nanos), told);
            }
            told.add(new Told(waiting.remove(), standing.get()));
        }
        return new Step(true, null, told);
    }

    /// The cluster's limiter did not answer: for the gateway's own one.
    synchronized TokenOrder unanswered(long nanos) {
        return order(true, nanos);
    }

    /// Whether the order under way is for the gateway's own limiter.
    synchronized boolean isAskingAlone() {
        return askingAlone;
    }

    /// What gives an ended lease back, where there is one.
    synchronized @Nullable TokenOrder settle(long nanos) {
        return !asking && wallet.hasEndedLease(nanos) ? order(nanos) : null;
    }

    private TokenOrder order(long nanos) {
        return order(alone.getAsBoolean(), nanos);
    }

    private TokenOrder order(boolean own, long nanos) {
        asking = true;
        askingAlone = own;
        return wallet.order(gateway, numbers.getAsLong(), waiting.size(), limits, own, nanos);
    }

    /// One more stream is asked for; null where this caller was forgotten meanwhile.
    synchronized @Nullable StreamOrder addStream(CallerLimits now, long nanos) {
        if (forgotten) {
            return null;
        }
        limits = now;
        streamsTold = nanos;
        return new StreamOrder(gateway, numbers.getAsLong(), wallet.addStream(), limits.streams(), true);
    }

    /// It was refused; its limiter knows.
    synchronized void dropStream() {
        wallet.removeStream();
    }

    /// It has ended.
    synchronized StreamOrder removeStream(long nanos) {
        streamsTold = nanos;
        return new StreamOrder(gateway, numbers.getAsLong(), wallet.removeStream(), limits.streams(), false);
    }

    /// Tells its streams again, where that was long ago.
    synchronized @Nullable StreamOrder renew(long nanos, long after) {
        if (wallet.streams() == 0 || nanos - streamsTold < after) {
            return null;
        }
        streamsTold = nanos;
        return new StreamOrder(gateway, numbers.getAsLong(), wallet.streams(), limits.streams(), false);
    }

    /// Whether nothing is lost with it; it takes nothing more then.
    synchronized boolean forget(long nanos) {
        forgotten = forgotten || !asking && waiting.isEmpty() && wallet.isIdle(nanos);
        return forgotten;
    }
}
