// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CostMessage;
import io.rivulet.serialization.request.CostRequest;
import io.rivulet.serialization.request.ReportRequest;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The entries of b and A that updates in bodies of lines and at sockets may change at this node in a second. A
/// second's are saved up; an update is taken as long as there is one left, so that one that is longer than a second's
/// is not refused for ever: the next ones wait for what it has taken in advance. Other lines count as some entries.
/// **Thread** any.
public final class EntryBudget {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /// What a command counts as: it may have the whole session solved again.
    static final int COMMAND_ENTRIES = 64;

    private final OptionalInt perSecond;
    private final LongSupplier nanoTime;
    /// When all that was taken has been paid for.
    private long paidAt;

    /// @param perSecond empty: nothing is counted
    public EntryBudget(OptionalInt perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.paidAt = nanoTime.getAsLong();
    }

    /// Null where it is taken, else why not: `session_busy`.
    public @Nullable Problem take(CostMessage message) {
        return take(entries(message));
    }

    /// For a command, likewise.
    public @Nullable Problem takeCommand() {
        return take(COMMAND_ENTRIES);
    }

    /// For a line that changes nothing, likewise: it is read and answered too.
    public @Nullable Problem takeLine() {
        return take(1);
    }

    private @Nullable Problem take(int entries) {
        return perSecond.isEmpty() ? null : take(entries, perSecond.getAsInt());
    }

    private synchronized @Nullable Problem take(int entries, int rate) {
        long now = nanoTime.getAsLong();
        long debt = Math.max(0, paidAt - now);
        if (debt >= SECOND) {
            long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(debt - SECOND + SECOND / rate));
            return Problem.of(
                            ProblemCode.SESSION_BUSY,
                            "Updates change more entries than the " + rate + " a second that this node takes.")
                    .hint("Send at most " + rate + " entries a second, over all connections to this node.")
                    .retryAfter(millis);
        }
        paidAt = now + debt + Math.ceilDiv(entries * SECOND, rate);
        return null;
    }

    private static int entries(CostMessage message) {
        int entries = switch (message) {
            case CostRequest request -> request.update().update().entries();
            case ReportRequest request -> request.report().costs().size();
        };
        return Math.max(1, entries);
    }
}
