// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// What one caller has used, at all gateways. Requests are leased to gateways some at a time: what a lease has is
/// counted until it is settled, and where nobody settles it, because its gateway is gone, it is counted as spent when
/// it ended. So no window of time sees more requests than its quota, whatever is lost on the way. Streams of a gateway
/// that is silent for a lease are over.
///
/// **Bounded by** [#MAX_GATEWAYS] and [CallerLimits#MAX_QUOTAS] windows: beyond, nothing is granted.
/// **Thread** one at a time.
public final class LimiterState {
    /// How long a gateway may let requests pass by a lease, from when it asked.
    public static final long LEASE_NANOS = 10_000_000_000L;
    /// After its end a lease is waited for, to be settled.
    public static final long SETTLE_NANOS = 5_000_000_000L;
    public static final long STREAM_LEASE_NANOS = 30_000_000_000L;
    public static final int MAX_GATEWAYS = 256;

    private final Map<Integer, SlidingWindow> windows = new LinkedHashMap<>();
    private final Map<UUID, Holding> holdings = new LinkedHashMap<>();

    /// What one gateway has.
    private static final class Holding {
        private long tokensNumber = -1;
        private int tokens;
        private long tokensUntil;
        private long streamsNumber = -1;
        private int streams;
        private long streamsUntil;

        private boolean isOver(long now) {
            return now - tokensUntil >= 0 && now - streamsUntil >= 0;
        }
    }

    public TokenGrant lease(TokenOrder order, long now) {
        expire(now);
        for (Quota quota : order.limits().quotas()) {
            if (!windows.containsKey(quota.seconds()) && windows.size() < CallerLimits.MAX_QUOTAS) {
                windows.put(quota.seconds(), new SlidingWindow(quota.seconds(), now));
            }
        }
        Holding holding = holding(order.gateway(), now);
        if (order.number() <= holding.tokensNumber) {
            return grant(order, 0, now);
        }
        holding.tokensNumber = order.number();
        holding.tokens = 0;
        windows.values().forEach(window -> window.add(order.spent(), now, now));
        int granted = Math.max(0, Math.min(order.wanted(), holdings.containsValue(holding) ? free(order, now) : 0));
        holding.tokens = granted;
        holding.tokensUntil = now + LEASE_NANOS + SETTLE_NANOS;
        return grant(order, granted, now);
    }

    public StreamGrant hold(StreamOrder order, long now) {
        expire(now);
        Holding holding = holding(order.gateway(), now);
        int others = holdings.values().stream()
                .filter(each -> each != holding)
                .mapToInt(each -> each.streams)
                .sum();
        boolean late = order.number() <= holding.streamsNumber;
        boolean granted =
                order.asks() ? holdings.containsValue(holding) && (long) order.held() + others <= order.limit() : !late;
        if (granted) {
            // One that is overtaken by a later one of its gateway is among those that the later one told.
            holding.streams = late ? Math.max(holding.streams, order.held()) : order.held();
        }
        holding.streamsNumber = Math.max(holding.streamsNumber, order.number());
        holding.streamsUntil = now + STREAM_LEASE_NANOS;
        return new StreamGrant(granted, others + holding.streams);
    }

    private TokenGrant grant(TokenOrder order, int granted, long now) {
        int leased = leased();
        TokenGrant nearest = new TokenGrant(granted, 0, Integer.MAX_VALUE, 0, 0);
        long retry = 0;
        for (Quota quota : order.limits().quotas()) {
            SlidingWindow window = windows.get(quota.seconds());
            if (window == null) {
                return new TokenGrant(0, quota.limit(), 0, LEASE_NANOS, LEASE_NANOS);
            }
            int remaining = Math.max(0, quota.limit() - window.used(now) - leased);
            if (remaining == 0 && granted == 0) {
                int most = quota.limit() - leased - 1;
                retry = Math.max(retry, most < 0 ? LEASE_NANOS : window.nanosUntil(most, now));
            }
            if (remaining < nearest.remaining()) {
                int used = window.used(now);
                // What is leased now and spent at once is forgotten after the whole window.
                long reset = used == 0 ? window.nanos() : window.nanosUntil(used - 1, now);
                nearest = new TokenGrant(granted, quota.limit(), remaining, reset, 0);
            }
        }
        boolean unheard = order.wanted() > 0 && granted == 0 && retry == 0;
        return new TokenGrant(
                granted, nearest.limit(), nearest.remaining(), nearest.resetNanos(), unheard ? SETTLE_NANOS : retry);
    }

    private int free(TokenOrder order, long now) {
        int leased = leased();
        return order.limits().quotas().stream()
                .mapToInt(quota -> {
                    SlidingWindow window = windows.get(quota.seconds());
                    return window == null ? 0 : quota.limit() - window.used(now) - leased;
                })
                .min()
                .orElse(order.wanted());
    }

    private int leased() {
        return holdings.values().stream().mapToInt(each -> each.tokens).sum();
    }

    /// One that is not kept where there are too many.
    private Holding holding(UUID gateway, long now) {
        Holding known = holdings.get(gateway);
        if (known != null) {
            return known;
        }
        var fresh = new Holding();
        fresh.tokensUntil = now;
        fresh.streamsUntil = now;
        if (holdings.size() < MAX_GATEWAYS) {
            holdings.put(gateway, fresh);
        }
        return fresh;
    }

    private void expire(long now) {
        for (Holding each : holdings.values()) {
            if (each.tokens > 0 && now - each.tokensUntil >= 0) {
                for (SlidingWindow window : windows.values()) {
                    window.add(each.tokens, each.tokensUntil, now);
                }
                each.tokens = 0;
            }
            if (now - each.streamsUntil >= 0) {
                each.streams = 0;
            }
        }
        holdings.values().removeIf(each -> each.isOver(now));
    }
}
