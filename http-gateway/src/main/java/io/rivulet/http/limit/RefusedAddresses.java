// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.LongSupplier;

/// Addresses whose requests were refused too often, until one of them may be refused again: at this node.
/// **Thread** any. **Bounded by** [#MOST]; who is forgotten for it is counted as before.
final class RefusedAddresses {
    static final int MOST = 10_000;

    private final LongSupplier nanoTime;
    private final Cache<String, Long> until =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(MOST).build();

    RefusedAddresses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(String address, long nanos) {
        until.put(address, nanoTime.getAsLong() + nanos);
    }

    /// 0 where nothing stands against it.
    long nanosLeft(String address) {
        Long end = until.getIfPresent(address);
        return end == null ? 0 : Math.max(0, end - nanoTime.getAsLong());
    }
}
