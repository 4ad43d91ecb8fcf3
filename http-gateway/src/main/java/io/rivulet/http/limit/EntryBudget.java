// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The entries of b and A that updates in bodies of lines and at sockets may change at this node in a second. A
/// second's are saved up; an update is taken as long as there is one left, so that one that is longer than a second's
/// is not refused for ever: the next ones wait for what it has taken in advance.
///
/// Callers who use less than their part, the rate divided by those who use any, are not refused for what others use:
/// for them a second's is taken in advance.
/// **Source** the generic cell rate algorithm (ITU-T I.371), once for the node and once for each caller.
/// **Thread** any. **Bounded by** [#CALLERS]: those beyond have no part of their own.
public final class EntryBudget {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /// Callers who used none for a second are looked for this often.
    private static final long LOOK = SECOND / 10;

    static final int CALLERS = 10_000;

    private final OptionalInt perSecond;
    private final LongSupplier nanoTime;
    /// When all that was taken has been paid for.
    private long paidAt;
    /// The same for each caller who took any, at the rate of their part.
    private final Map<String, Long> paidAtOf = new HashMap<>();
    private long looked;

    /// @param perSecond empty: nothing is counted
    public EntryBudget(OptionalInt perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.paidAt = nanoTime.getAsLong();
        this.looked = paidAt;
    }

    /// For what `caller` sends.
    public EntryShare shareOf(String caller) {
        return new EntryShare(this, caller);
    }

    /// Null where they are taken, else why not: `session_busy`.
    @Nullable
    Problem take(String caller, int entries) {
        return perSecond.isEmpty() ? null : take(caller, entries, perSecond.getAsInt());
    }

    private synchronized @Nullable Problem take(String caller, int entries, int rate) {
        long now = nanoTime.getAsLong();
        forgetIdle(now);
        long debt = Math.max(0, paidAt - now);
        long own = Math.max(0, paidAtOf.getOrDefault(caller, now) - now);
        boolean known = paidAtOf.containsKey(caller) || paidAtOf.size() < CALLERS;
        long forAll = debt - SECOND;
        long forPart = known ? Math.max(own, debt - SECOND) - SECOND : Long.MAX_VALUE;
        long wait = Math.min(forAll, forPart);
        if (wait >= 0) {
            return busy(rate, wait);
        }
        paidAt = now + debt + Math.ceilDiv(entries * SECOND, rate);
        if (known) {
            int callers = paidAtOf.size() + (paidAtOf.containsKey(caller) ? 0 : 1);
            // Who took more than their part while it was free is not kept from it for long when others come.
            paidAtOf.put(caller, now + Math.min(own, 2 * SECOND) + Math.ceilDiv(entries * SECOND, rate) * callers);
        }
        return null;
    }

    private void forgetIdle(long now) {
        if (now - looked >= LOOK) {
            looked = now;
            paidAtOf.values().removeIf(paid -> now - paid >= SECOND);
        }
    }

    private static Problem busy(int rate, long waitNanos) {
        return Problem.of(
                        ProblemCode.SESSION_BUSY,
                        "Updates change more entries than the " + rate + " a second that this node takes.")
                .hint("Send at most " + rate + " entries a second, over all connections to this node.")
                .retryAfter(Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNanos + SECOND / rate)));
    }
}
