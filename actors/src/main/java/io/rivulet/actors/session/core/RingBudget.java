// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.concurrent.atomic.AtomicLong;

/// The bytes that the kept lines of all sessions of a node may take together. A session that gets none drops its own
/// oldest lines. **Thread** any.
public final class RingBudget {
    public static final long DEFAULT_BYTES = 256L << 20;

    private final AtomicLong free;

    public RingBudget(long bytes) {
        free = new AtomicLong(bytes);
    }

    boolean reserve(long bytes) {
        long before;
        do {
            before = free.get();
            if (before < bytes) {
                return false;
            }
        } while (!free.compareAndSet(before, before - bytes));
        return true;
    }

    /// Takes them even where they are not free: the newest line of a session is always kept.
    void force(long bytes) {
        free.addAndGet(-bytes);
    }

    void release(long bytes) {
        free.addAndGet(bytes);
    }

    public long freeBytes() {
        return free.get();
    }
}
