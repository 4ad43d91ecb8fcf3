// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import java.util.concurrent.atomic.LongAdder;

/// A count that only rises.
/// **Thread** any. **Cost** an addition that threads don't wait for each other with.
public final class Counter {
    private final LongAdder sum = new LongAdder();

    Counter() {}

    public void increment() {
        sum.increment();
    }

    /// **Errors** a negative count is a bug: [IllegalArgumentException].
    public void add(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a counter was to fall by " + -count);
        }
        sum.add(count);
    }

    public long value() {
        return sum.sum();
    }
}
