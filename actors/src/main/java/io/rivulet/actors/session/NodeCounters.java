// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/// How often things happened on this node during the last ten whole seconds.
/// **Thread** any. **Cost** two atomic additions.
final class NodeCounters {
    final Rate iterations;
    final Rate updates;
    final Rate probes;
    final Rate lines;

    NodeCounters(LongSupplier epochMillis) {
        iterations = new Rate(epochMillis);
        updates = new Rate(epochMillis);
        probes = new Rate(epochMillis);
        lines = new Rate(epochMillis);
    }

    /// A ring with a place for each second; a place that is met in a later round starts again from 0. Two threads that
    /// meet it at once may lose a count: rates are for people.
    static final class Rate {
        private static final int WINDOW_SECONDS = 10;
        private static final int PLACES = WINDOW_SECONDS + 2;

        private final LongSupplier epochMillis;
        private final AtomicLongArray counts = new AtomicLongArray(PLACES);
        private final AtomicLongArray seconds = new AtomicLongArray(PLACES);
        private final AtomicLong total = new AtomicLong();

        private Rate(LongSupplier epochMillis) {
            this.epochMillis = epochMillis;
        }

        void add(long count) {
            long second = epochMillis.getAsLong() / 1_000;
            int place = (int) Math.floorMod(second, (long) PLACES);
            long known = seconds.get(place);
            if (known != second && seconds.compareAndSet(place, known, second)) {
                counts.set(place, 0);
            }
            counts.addAndGet(place, count);
            total.addAndGet(count);
        }

        double perSecond() {
            long second = epochMillis.getAsLong() / 1_000;
            long sum = 0;
            for (int place = 0; place < PLACES; place++) {
                long of = seconds.get(place);
                if (of < second && of >= second - WINDOW_SECONDS) {
                    sum += counts.get(place);
                }
            }
            return (double) sum / WINDOW_SECONDS;
        }

        long total() {
            return total.get();
        }
    }
}
