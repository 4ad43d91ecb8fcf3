// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a gateway knows of one caller: the rest of a lease, how many streams are open, until when nothing is left.
/// **Thread** one at a time.
public final class Wallet {
    /// A part of the smallest quota that is leased at once: what other gateways may miss of it meanwhile.
    static final int LEASED_PART = 10;

    static final int MAX_LEASE = 256;

    /// A refusal is believed at most so long, since another gateway may give back what it has not spent.
    static final long BELIEVED_NANOS = 1_000_000_000L;

    private int tokens;
    private long tokensUntil;
    /// Whether the limiter counts a lease that was not given back.
    private boolean open;
    /// Spent out of leases of the cluster's limiter, and not told to it.
    private int unreported;
    /// Likewise of this gateway's own.
    private int unreportedAlone;
    private int reporting;
    /// Whether the lease is this gateway's own.
    private boolean alone;
    private boolean askedAlone;
    private int wanted;
    private long askedAt;
    private @Nullable TokenGrant told;
    private long refusedUntil;
    private boolean refused;
    private int streams;

    /// Empty: the limiter has to be asked.
    public Optional<Standing> spend(long now) {
        if (tokens > 0 && now - tokensUntil < 0) {
            tokens--;
            if (alone) {
                unreportedAlone++;
            } else {
                unreported++;
            }
            return Optional.of(standing(true, now));
        }
        if (refused && now - refusedUntil < 0) {
            return Optional.of(standing(false, now));
        }
        return Optional.empty();
    }

    /// What to send; until it is [#granted] nothing passes.
    ///
    /// @param own whether to this gateway's own limiter, since the cluster's can't be reached
    public TokenOrder order(UUID gateway, long number, int waiting, CallerLimits limits, boolean own, long now) {
        if (isWrittenOff(now)) {
            unreported = 0;
        }
        tokens = 0;
        open = false;
        refused = false;
        askedAt = now;
        askedAlone = own;
        reporting = own ? unreportedAlone : unreported;
        wanted = waiting == 0 ? 0 : Math.max(waiting, batch(limits));
        return new TokenOrder(gateway, number, reporting, wanted, limits);
    }

    public void granted(TokenGrant grant, long now) {
        told = grant;
        alone = askedAlone;
        if (alone) {
            unreportedAlone -= reporting;
        } else {
            unreported -= reporting;
        }
        reporting = 0;
        tokens = grant.granted();
        open = tokens > 0;
        tokensUntil = askedAt + LimiterState.LEASE_NANOS;
        refused = wanted > 0 && tokens == 0;
        refusedUntil = now + Math.min(grant.retryNanos(), BELIEVED_NANOS);
    }

    /// Whether a lease has ended that was not given back.
    public boolean hasEndedLease(long now) {
        return (open || unreported > 0 && !isWrittenOff(now)) && now - tokensUntil >= 0;
    }

    /// Whether the limiter has given up waiting for what is left to tell it, and counted the whole lease.
    private boolean isWrittenOff(long now) {
        return now - tokensUntil >= 2 * LimiterState.SETTLE_NANOS;
    }

    /// Whether nothing would be lost with it.
    public boolean isIdle(long now) {
        return streams == 0 && !open && (unreported == 0 || isWrittenOff(now)) && !(refused && now - refusedUntil < 0);
    }

    /// One more stream, asked for or open; how many that makes.
    public int addStream() {
        return ++streams;
    }

    public int removeStream() {
        return --streams;
    }

    public int streams() {
        return streams;
    }

    private Standing standing(boolean passes, long now) {
        TokenGrant grant = told;
        if (grant == null) {
            throw new IllegalStateException("nothing was granted or refused yet");
        }
        long since = now - askedAt;
        return new Standing(
                passes,
                grant.limit(),
                passes ? grant.remaining() + tokens : 0,
                Math.max(0, grant.resetNanos() - since),
                passes ? 0 : Math.max(1, grant.retryNanos() - since));
    }

    private static int batch(CallerLimits limits) {
        int smallest = limits.quotas().stream().mapToInt(Quota::limit).min().orElse(1);
        return Math.clamp(smallest / LEASED_PART, 1, MAX_LEASE);
    }
}
