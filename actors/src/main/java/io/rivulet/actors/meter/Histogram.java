// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// How often values were at most each of some bounds.
/// **Thread** any. **Cost** a search among at most [#MOST_BOUNDS] numbers and two additions.
public final class Histogram {
    private static final int MOST_BOUNDS = 32;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    Histogram(double... bounds) {
        if (bounds.length == 0 || bounds.length > MOST_BOUNDS) {
            throw new IllegalArgumentException(bounds.length + " bounds, of at most " + MOST_BOUNDS);
        }
        for (int k = 0; k < bounds.length; k++) {
            if (!Double.isFinite(bounds[k]) || k > 0 && bounds[k] <= bounds[k - 1]) {
                throw new IllegalArgumentException("bounds have to rise: " + Arrays.toString(bounds));
            }
        }
        this.bounds = bounds.clone();
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, _ -> new LongAdder());
    }

    /// NaN is nowhere, and not counted.
    public void observe(double value) {
        if (Double.isNaN(value)) {
            return;
        }
        int place = Arrays.binarySearch(bounds, value);
        counts[place >= 0 ? place : -place - 1].increment();
        sum.add(value);
    }

    /// A time in a histogram of seconds.
    public void observeNanos(long nanos) {
        observe(nanos / NANOS_PER_SECOND);
    }

    public long count() {
        return Arrays.stream(counts).mapToLong(LongAdder::sum).sum();
    }

    /// Buckets that rise; the last one, the count, is their sum, whatever is counted meanwhile.
    List<Sample> samples(List<String> labels) {
        List<Sample> samples = new ArrayList<>(bounds.length + 3);
        long sofar = 0;
        for (int k = 0; k < counts.length; k++) {
            sofar += counts[k].sum();
            String bound = k < bounds.length ? Sample.number(bounds[k]) : "+Inf";
            samples.add(new Sample("_bucket", Sample.more(labels, "le", bound), sofar));
        }
        samples.add(new Sample("_sum", labels, sum.sum()));
        samples.add(new Sample("_count", labels, sofar));
        return samples;
    }
}
