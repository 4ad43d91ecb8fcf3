// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// What viewers of fields count together. **Thread** any.
final class FieldTally {
    private static final int MOST_REASONS = 20;
    private final Recorder latency = new Recorder(3);
    private final LongAdder connections = new LongAdder();
    private final LongAdder updates = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

    void connected() {
        connections.increment();
    }

    /// @param micros from when the field was computed until the message was here, on one clock
    /// @param left sequence numbers between the last update of the stream and this one
    void update(long micros, long left) {
        latency.recordValue(Math.clamp(micros, 0, TimeUnit.HOURS.toMicros(1)));
        updates.increment();
        missing.add(left);
    }

    void completed() {
        completed.increment();
    }

    void broken(String why) {
        broken.increment();
        if (reasons.size() < MOST_REASONS) {
            reasons.computeIfAbsent(why, _ -> new LongAdder()).increment();
        }
    }

    /// All so far; the histogram begins anew with each call.
    Seen seen() {
        return new Seen(
                latency.getIntervalHistogram(),
                connections.sum(),
                updates.sum(),
                missing.sum(),
                completed.sum(),
                broken.sum(),
                reasons.toString());
    }

    record Seen(
            Histogram latency,
            long connections,
            long updates,
            long missing,
            long completed,
            long broken,
            String reasons) {}
}
