// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// Times that many users add to. **Thread** any.
final class Measured {
    private static final int DIGITS = 3;
    private final Recorder firstLine = new Recorder(DIGITS);
    private final Recorder line = new Recorder(DIGITS);

    void firstLine(long nanos) {
        firstLine.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    void line(long micros) {
        line.recordValue(Math.max(0, micros));
    }

    /// Microseconds from the intended start of a request, since the last call.
    Histogram firstLines() {
        return firstLine.getIntervalHistogram();
    }

    /// Microseconds from the time that a line tells, in whole milliseconds, until it was read; since the last call.
    Histogram lines() {
        return line.getIntervalHistogram();
    }
}
