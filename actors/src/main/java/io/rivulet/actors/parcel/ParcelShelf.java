// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.parcel;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The bytes that wait to be pulled.
/// **Thread** any. **Bounded by** [#MOST_BYTES], and [#LIFE] since each was last asked for.
final class ParcelShelf {
    static final long MOST_BYTES = 512L << 20;
    static final Duration LIFE = Duration.ofSeconds(60);

    private static final long RETRY_MILLIS = 1_000;
    private static final byte[] NOTHING = {};

    private record Kept(byte[] bytes, long usedNanos) {}

    private final LongSupplier nanoTime;
    private final Map<Long, Kept> all = new ConcurrentHashMap<>();
    private long last;
    private long used;

    ParcelShelf(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Its number. **Errors** `session_busy` where too much waits already.
    long put(byte[] bytes) {
        long number;
        synchronized (this) {
            if (used + bytes.length > MOST_BYTES) {
                throw Problem.of(
                                ProblemCode.SESSION_BUSY,
                                "More than " + MOST_BYTES + " bytes wait to be sent to other nodes")
                        .retryAfter(RETRY_MILLIS)
                        .exception();
            }
            used += bytes.length;
            number = ++last;
        }
        all.put(number, new Kept(bytes, nanoTime.getAsLong()));
        return number;
    }

    /// Empty where it is not kept any more.
    byte[] get(long number) {
        Kept kept = all.computeIfPresent(number, (_, each) -> new Kept(each.bytes(), nanoTime.getAsLong()));
        return kept == null ? NOTHING : kept.bytes();
    }

    void remove(long number) {
        Kept kept = all.remove(number);
        if (kept != null) {
            synchronized (this) {
                used -= kept.bytes().length;
            }
        }
    }

    void sweep() {
        long now = nanoTime.getAsLong();
        all.forEach((number, kept) -> {
            if (now - kept.usedNanos() > LIFE.toNanos()) {
                remove(number);
            }
        });
    }

    synchronized long usedBytes() {
        return used;
    }
}
