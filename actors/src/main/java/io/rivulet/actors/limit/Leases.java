// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit;

import io.rivulet.actors.limit.core.CallerLimits;
import io.rivulet.actors.limit.core.LimiterState;
import io.rivulet.actors.limit.core.Standing;
import io.rivulet.actors.limit.core.StreamGrant;
import io.rivulet.actors.limit.core.StreamOrder;
import io.rivulet.actors.limit.core.TokenOrder;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What this gateway lets its callers do, out of leases of their limiters: most requests pass without asking anybody.
/// While limiters can't be reached it counts by itself, so that limits hold for each gateway then.
/// **Bounded by** the callers of the last lease, as many as requests can come in that time.
/// **Thread** any.
public final class Leases {
    /// How often [#tick] is to be called.
    public static final long TICK_MILLIS = 1_000;

    /// After a limiter was not reached none is asked for this long.
    private static final long ALONE_NANOS = 5_000_000_000L;

    private static final long RENEW_NANOS = LimiterState.STREAM_LEASE_NANOS / 3;

    private final LimiterDoor cluster;
    private final LimiterDoor own;
    private final UUID gateway;
    private final LongSupplier nanoTime;
    private final Map<String, LeasedCaller> callers = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    /// Until when this gateway counts by itself.
    private volatile long aloneUntil;

    /// Whether a stream may be opened.
    ///
    /// @param open the caller's streams at all gateways, without it where it may not
    /// @param giveBack for when it has ended; more than once does nothing more
    public record StreamRight(boolean granted, int open, Runnable giveBack) {}

    /// @param own counts while those of the cluster can't be reached
    /// @param gateway drawn anew at each start
    public Leases(LimiterDoor cluster, LimiterDoor own, UUID gateway, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.own = own;
        this.gateway = gateway;
        this.nanoTime = nanoTime;
        this.aloneUntil = nanoTime.getAsLong();
    }

    /// Counts a request of a caller with quotas. Never fails.
    public CompletionStage<Standing> request(String caller, CallerLimits limits) {
        var request = new CompletableFuture<Standing>();
        LeasedCaller known;
        LeasedCaller.Step step;
        do {
            known = callers.computeIfAbsent(caller, _ -> fresh(limits));
            step = known.request(request, limits, now());
        } while (!step.known());
        follow(caller, known, step);
        return request;
    }

    /// Asks for one more stream of a caller. Never fails.
    public CompletionStage<StreamRight> stream(String caller, CallerLimits limits) {
        LeasedCaller known;
        StreamOrder order;
        do {
            known = callers.computeIfAbsent(caller, _ -> fresh(limits));
            order = known.addStream(limits, now());
        } while (order == null);
        LeasedCaller holder = known;
        return hold(caller, order).thenApply(grant -> {
            if (!grant.granted()) {
                holder.dropStream();
                return new StreamRight(false, grant.open(), () -> {});
            }
            var given = new AtomicBoolean();
            return new StreamRight(true, grant.open(), () -> {
                if (given.compareAndSet(false, true)) {
                    hold(caller, holder.removeStream(now()));
                }
            });
        });
    }

    /// Gives back what was not spent, tells streams again, forgets who has nothing.
    public void tick() {
        long now = now();
        callers.forEach((caller, known) -> {
            TokenOrder ended = known.settle(now);
            if (ended != null) {
                send(caller, known, ended);
            }
            StreamOrder streams = known.renew(now, RENEW_NANOS);
            if (streams != null) {
                hold(caller, streams);
            }
            if (known.forget(now)) {
                callers.remove(caller, known);
            }
        });
    }

    int remembered() {
        return callers.size();
    }

    private LeasedCaller fresh(CallerLimits limits) {
        return new LeasedCaller(gateway, numbers::incrementAndGet, this::isAlone, limits);
    }

    private void follow(String caller, LeasedCaller known, LeasedCaller.Step step) {
        TokenOrder order = step.order();
        step.tell();
        if (order != null) {
            send(caller, known, order);
        }
    }

    private void send(String caller, LeasedCaller known, TokenOrder order) {
        if (known.isAskingAlone()) {
            sendAlone(caller, known, order);
            return;
        }
        reach(() -> cluster.lease(caller, order)).whenComplete((grant, failure) -> {
            if (failure == null) {
                follow(caller, known, known.answered(grant, now()));
            } else {
                sendAlone(caller, known, known.unanswered(now()));
            }
        });
    }

    private void sendAlone(String caller, LeasedCaller known, TokenOrder order) {
        own.lease(caller, order).thenAccept(grant -> follow(caller, known, known.answered(grant, now())));
    }

    private CompletionStage<StreamGrant> hold(String caller, StreamOrder order) {
        return isAlone()
                ? own.hold(caller, order)
                : reach(() -> cluster.hold(caller, order)).exceptionallyCompose(_ -> own.hold(caller, order));
    }

    private boolean isAlone() {
        return now() - aloneUntil < 0;
    }

    private <T> CompletionStage<T> reach(Supplier<CompletionStage<T>> question) {
        CompletionStage<T> answer;
        try {
            answer = question.get();
        } catch (RuntimeException unreached) {
            answer = CompletableFuture.failedStage(unreached);
        }
        return answer.whenComplete((_, failure) -> {
            if (failure != null) {
                aloneUntil = now() + ALONE_NANOS;
            }
        });
    }

    private long now() {
        return nanoTime.getAsLong();
    }
}
