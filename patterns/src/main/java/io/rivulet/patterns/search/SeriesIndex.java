// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.dtw.Dtw;
import io.rivulet.patterns.series.Series;
import io.rivulet.patterns.series.SeriesException;
import io.rivulet.patterns.series.SeriesException.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Many series of one length, and the nearest of them by warping distance: exactly those, in that order, that comparing
/// all of them in double precision would find.
///
/// A search goes from what costs little to what costs much: bounds by summaries of a few numbers, of all; distances
/// of those with the least bounds, for a first limit; bounds by the query's envelope, of those left; distances, in the
/// order of these bounds, until a bound is above the k-th least distance. Single precision does all of that, with its
/// rounding allowed for; the last few are compared in double precision.
/// **Shapes** series of the index's length, at least 2.   **Thread** one that adds, or any number that search.
/// **Cost** 4·(length + 18) bytes a series; the search at worst length·(2·radius + 1) cells a series, 32 at a time.
/// **Source** Rakthanmanon et al. 2012, "Searching and mining trillions of time series subsequences under dynamic time
/// warping" (the cascade).
public final class SeriesIndex {
    private static final int CHUNK = 1 << 10;
    private static final int SEEDS = SearchLoops.BATCH;

    /// A mean in single precision, off by 2⁻²⁴ of itself, can make a summary's bound too large by so much of all that
    /// it sums; twice that for the operations after it.
    private static final float MEAN_ROUNDING = 0x1p-22f;

    private final int length;
    private final Segments segments;
    private final SearchLoops loops;
    private final List<float[]> values = new ArrayList<>();
    private final List<float[]> summaries = new ArrayList<>();
    private float largest;
    private int size;

    public SeriesIndex(int length) {
        this(length, SearchLoops.detect());
    }

    SeriesIndex(int length, SearchLoops loops) {
        if (length < 2 || length > Series.MOST_VALUES) {
            throw new IllegalArgumentException(
                    "an index holds series of 2 to " + Series.MOST_VALUES + " values, not " + length);
        }
        this.length = length;
        this.segments = new Segments(length);
        this.loops = loops;
    }

    public int size() {
        return size;
    }

    /// As it is: normalise it first where scale and level are not to count.
    ///
    /// @return its place
    /// @throws SeriesException for a series of another length, or one that can't be compared
    public int add(float[] series) {
        require(series);
        int row = size % CHUNK;
        if (row == 0) {
            values.add(new float[CHUNK * length]);
            summaries.add(new float[CHUNK * segments.size]);
        }
        float[] chunk = values.getLast();
        System.arraycopy(series, 0, chunk, row * length, length);
        int group = row / SearchLoops.GROUP;
        int at = group * segments.size * SearchLoops.GROUP + row % SearchLoops.GROUP;
        segments.summarise(chunk, row * length, summaries.getLast(), at, SearchLoops.GROUP);
        largest = Math.max(largest, largestOf(series));
        return size++;
    }

    private static float largestOf(float[] series) {
        float most = 0;
        for (float x : series) {
            most = Math.max(most, Math.abs(x));
        }
        return most;
    }

    private void require(float[] series) {
        Series.check(series);
        if (series.length != length) {
            throw SeriesException.of(
                    Fault.DIMENSION_MISMATCH, "series here have " + length + " values, this one has " + series.length);
        }
    }

    /// A copy of a series.
    public float[] series(int index) {
        int at = index % CHUNK * length;
        return Arrays.copyOfRange(values.get(index / CHUNK), at, at + length);
    }

    /// The k nearest.
    ///
    /// @param parts who does it; a part is a run of stored series, and what is found depends on neither
    /// @param count parts, at least 1
    public SearchReport search(float[] query, int k, Cost cost, Band band, Parts parts, int count) {
        require(query);
        if (k < 1 || count < 1) {
            throw new IllegalArgumentException("k is " + k + ", parts are " + count);
        }
        Query prepared = new Query(query.clone(), cost, band.effective(length, length), segments);
        AtomicInteger limit = Contenders.noLimit();
        Contenders[] contenders = new Contenders[count];
        long[] compared = new long[count];
        int chunks = values.size();
        parts.run(count, p -> {
            contenders[p] = new Contenders(Math.min(k, Math.max(1, size)), limit, prepared.margin);
            int from = (int) ((long) chunks * p / count) * CHUNK;
            int to = Math.min(size, (int) ((long) chunks * (p + 1) / count) * CHUNK);
            if (from < to) {
                compared[p] = new Part(prepared, contenders[p], from, to).run();
            }
        });
        List<Found> found = new ArrayList<>();
        for (Contenders c : contenders) {
            for (long packed : c.kept()) {
                int index = Contenders.index(packed);
                found.add(new Found(index, Dtw.distance(query, series(index), cost, band)));
            }
        }
        found.sort(Comparator.comparingDouble(Found::distance).thenComparing(Found::index));
        return new SearchReport(
                found.subList(0, Math.min(k, found.size())),
                Arrays.stream(compared).sum());
    }

    /// A search of the series from one place to another.
    private final class Part {
        private final Query query;
        private final Contenders contenders;
        private final int from;
        private final int to;
        private final float[] bounds;
        private final float slack;
        private final float[] lanes = new float[SearchLoops.BATCH * length];
        private final float[] row = new float[SearchLoops.BATCH * (length + 2)];
        private final float[] distances = new float[SearchLoops.BATCH];
        private long compared;

        Part(Query query, Contenders contenders, int from, int to) {
            this.query = query;
            this.contenders = contenders;
            this.from = from;
            this.to = to;
            this.bounds = new float[(to - from + SearchLoops.GROUP - 1) / SearchLoops.GROUP * SearchLoops.GROUP];
            float most = Math.max(largest, largestOf(query.values));
            float each = query.cost == Cost.ABS ? most : 4 * most * most;
            this.slack = length * MEAN_ROUNDING * each;
        }

        long run() {
            boundBySummary();
            long[] seeds = seeds();
            compare(seeds, seeds.length, 0);
            Arrays.sort(seeds);
            long[] left = new long[1_024];
            int count = 0;
            for (int i = 0; i < to - from; i++) {
                float limit = contenders.limit();
                if (bounds[i] - slack > limit) {
                    continue;
                }
                float bound =
                        loops.envelopeBound(query, values.get((from + i) / CHUNK), (from + i) % CHUNK * length, limit);
                if (bound <= limit && Arrays.binarySearch(seeds, Contenders.pack(bounds[i], from + i)) < 0) {
                    left = count == left.length ? Arrays.copyOf(left, 2 * count) : left;
                    left[count++] = Contenders.pack(bound, from + i);
                }
            }
            Arrays.sort(left, 0, count);
            for (int at = 0; at < count; at += SearchLoops.BATCH) {
                if (Contenders.distance(left[at]) > contenders.limit()) {
                    break;
                }
                compare(left, count, at);
            }
            return compared;
        }

        private void boundBySummary() {
            for (int i = from; i < to; i += SearchLoops.GROUP) {
                loops.summaryBounds(query, summaries.get(i / CHUNK), i % CHUNK / SearchLoops.GROUP, bounds, i - from);
            }
        }

        /// Those with the least bounds.
        private long[] seeds() {
            int count = Math.min(SEEDS, to - from);
            long[] least = new long[count];
            Arrays.fill(least, Long.MAX_VALUE);
            for (int i = 0; i < to - from; i++) {
                long packed = Contenders.pack(bounds[i], from + i);
                if (packed < least[count - 1]) {
                    int at = count - 1;
                    while (at > 0 && least[at - 1] > packed) {
                        least[at] = least[at - 1];
                        at--;
                    }
                    least[at] = packed;
                }
            }
            return least;
        }

        /// The next series of a list, as many as are computed at one time.
        private void compare(long[] list, int count, int at) {
            int members = Math.min(SearchLoops.BATCH, count - at);
            for (int lane = 0; lane < members; lane++) {
                int index = Contenders.index(list[at + lane]);
                float[] chunk = values.get(index / CHUNK);
                int start = index % CHUNK * length;
                for (int i = 0; i < length; i++) {
                    lanes[i * SearchLoops.BATCH + lane] = chunk[start + i];
                }
            }
            loops.distances(query, lanes, row, contenders.limit(), distances);
            compared += members;
            for (int lane = 0; lane < members; lane++) {
                contenders.offer(Contenders.index(list[at + lane]), distances[lane]);
            }
        }
    }
}
