// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.patterns.Walks;
import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.dtw.Dtw;
import io.rivulet.patterns.series.Normalisation;
import io.rivulet.patterns.series.Series;
import io.rivulet.patterns.series.SeriesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeriesIndexTest {
    static List<SearchLoops> loops() {
        return List.of(ScalarSearch.INSTANCE, VectorSearch.INSTANCE);
    }

    private static final Parts THREADS = (count, part) -> CompletableFuture.allOf(IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> part.accept(i), task -> new Thread(task).start()))
                    .toArray(CompletableFuture[]::new))
            .join();

    private static float[] some(Walks random, int length) {
        double[] values = random.next() < 0.7 ? random.walk(length) : random.uniform(length);
        return Series.toFloats(random.next() < 0.7 ? Normalisation.zOrZeros(values) : values);
    }

    @BeforeEach
    void warm() {
        VectorSearch.warm(true);
    }

    @Test
    void loopsThatAreNotCompiledYetFindTheSame() {
        Walks random = new Walks(106);
        SeriesIndex index = new SeriesIndex(40);
        for (int i = 0; i < 300; i++) {
            index.add(some(random, 40));
        }
        float[] query = some(random, 40);
        List<Found> warm =
                index.search(query, 9, Cost.ABS, Band.of(4), Parts.serial(), 1).found();
        VectorSearch.warm(false);
        assertThat(index.search(query, 9, Cost.ABS, Band.of(4), Parts.serial(), 1)
                        .found())
                .isEqualTo(warm);
    }

    @ParameterizedTest
    @MethodSource("loops")
    void aSearchFindsWhatComparingAllOfThemFinds(SearchLoops loops) {
        Walks random = new Walks(101);
        for (int length : List.of(2, 3, 7, 18, 40, 65)) {
            for (int size : List.of(0, 1, 31, 33, 400, 1_100)) {
                SeriesIndex index = new SeriesIndex(length, loops);
                List<float[]> all = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    all.add(i % 10 == 9 ? all.get(random.below(i)) : some(random, length));
                    assertThat(index.add(all.get(i))).isEqualTo(i);
                }
                for (int round = 0; round < 4; round++) {
                    float[] query = round == 0 && size > 0 ? all.get(random.below(size)) : some(random, length);
                    Cost cost = round % 2 == 0 ? Cost.ABS : Cost.SQ;
                    Band band = round == 3 ? Band.none() : Band.of(random.below(8));
                    int k = 1 + random.below(12);
                    List<Found> expected = IntStream.range(0, size)
                            .mapToObj(i -> new Found(i, Dtw.distance(query, all.get(i), cost, band)))
                            .sorted(Comparator.comparingDouble(Found::distance).thenComparing(Found::index))
                            .limit(k)
                            .toList();
                    SearchReport report = index.search(query, k, cost, band, Parts.serial(), 1 + round);
                    assertThat(report.found())
                            .as("length %d, size %d, k %d, %s, %s", length, size, k, cost, band)
                            .isEqualTo(expected);
                    assertThat(report.compared()).isLessThanOrEqualTo(size);
                    assertThat(index.search(query, k, cost, band, THREADS, 3).found())
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void boundsSpareMuchOfTheWork() {
        Walks random = new Walks(102);
        SeriesIndex index = new SeriesIndex(64);
        for (int i = 0; i < 4_000; i++) {
            index.add(Series.toFloats(Normalisation.Z.apply(random.walk(64))));
        }
        float[] query = Series.toFloats(Normalisation.Z.apply(random.walk(64)));
        assertThat(index.search(query, 1, Cost.ABS, Band.usual(64, 64), Parts.serial(), 1)
                        .compared())
                .isLessThan(3_000);
    }

    @ParameterizedTest
    @MethodSource("loops")
    void noBoundIsAboveTheDistance(SearchLoops loops) {
        Walks random = new Walks(103);
        for (int round = 0; round < 300; round++) {
            int length = 2 + random.below(70);
            Cost cost = random.next() < 0.5 ? Cost.ABS : Cost.SQ;
            Segments segments = new Segments(length);
            Query query = new Query(some(random, length), cost, random.below(length), segments);
            float[] summaries = new float[segments.size * SearchLoops.GROUP];
            float[] values = new float[length * SearchLoops.GROUP];
            for (int lane = 0; lane < SearchLoops.GROUP; lane++) {
                System.arraycopy(some(random, length), 0, values, lane * length, length);
                segments.summarise(values, lane * length, summaries, lane, SearchLoops.GROUP);
            }
            float[] bounds = new float[SearchLoops.GROUP];
            loops.summaryBounds(query, summaries, 0, bounds, 0);
            for (int lane = 0; lane < SearchLoops.GROUP; lane++) {
                float[] series = Arrays.copyOfRange(values, lane * length, (lane + 1) * length);
                double distance = Dtw.distance(query.values, series, cost, Band.of(query.radius));
                double most = distance * (1 + query.margin) + 1e-3;
                double envelope = loops.envelopeBound(query, values, lane * length, Float.POSITIVE_INFINITY);
                assertThat(envelope).isLessThanOrEqualTo(distance * (1 + query.margin));
                assertThat((double) bounds[lane]).isLessThanOrEqualTo(most).isLessThanOrEqualTo(envelope + 1e-3);
            }
        }
    }

    @Test
    void distancesOfABatchHaveTheBitsOfSingleOnes() {
        Walks random = new Walks(104);
        for (int round = 0; round < 60; round++) {
            int length = 2 + random.below(60);
            Cost cost = round % 2 == 0 ? Cost.ABS : Cost.SQ;
            Query query = new Query(some(random, length), cost, random.below(length), new Segments(length));
            float[] lanes = new float[SearchLoops.BATCH * length];
            float[][] series = new float[SearchLoops.BATCH][];
            for (int lane = 0; lane < SearchLoops.BATCH; lane++) {
                series[lane] = some(random, length);
                for (int i = 0; i < length; i++) {
                    lanes[i * SearchLoops.BATCH + lane] = series[lane][i];
                }
            }
            for (SearchLoops loops : loops()) {
                float[] distances = new float[SearchLoops.BATCH];
                float[] row = new float[SearchLoops.BATCH * (length + 2)];
                loops.distances(query, lanes, row, Float.POSITIVE_INFINITY, distances);
                for (int lane = 0; lane < SearchLoops.BATCH; lane++) {
                    assertThat(distances[lane])
                            .isEqualTo(Dtw.singleDistance(query.values, series[lane], cost, Band.of(query.radius)));
                }
            }
        }
    }

    @Test
    void almostEqualDistancesAreOrderedExactly() {
        SeriesIndex index = new SeriesIndex(16);
        float[] query = new float[16];
        for (int i = 0; i < 200; i++) {
            float[] series = new float[16];
            Arrays.fill(series, 1);
            series[i % 16] = Math.nextDown(1f) - (200 - i) * 0x1p-24f;
            index.add(series);
        }
        List<Found> found =
                index.search(query, 5, Cost.ABS, Band.of(0), Parts.serial(), 1).found();
        assertThat(found).extracting(Found::index).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void envelopesHoldTheExtremesOfTheirWindow() {
        Walks random = new Walks(105);
        for (int round = 0; round < 100; round++) {
            float[] values = some(random, 1 + random.below(50));
            int radius = random.below(60);
            Envelope envelope = Envelope.of(values, radius);
            for (int i = 0; i < values.length; i++) {
                float most = Float.NEGATIVE_INFINITY;
                float least = Float.POSITIVE_INFINITY;
                for (int j = Math.max(0, i - radius); j <= Math.min(values.length - 1, i + radius); j++) {
                    most = Math.max(most, values[j]);
                    least = Math.min(least, values[j]);
                }
                assertThat(envelope.upper[i]).isEqualTo(most);
                assertThat(envelope.lower[i]).isEqualTo(least);
            }
        }
    }

    @Test
    void seriesOfAnotherLengthAreRefused() {
        SeriesIndex index = new SeriesIndex(3);
        assertThatThrownBy(() -> index.add(new float[2])).isInstanceOf(SeriesException.class);
        assertThatThrownBy(() -> index.add(new float[] {1, Float.NaN, 2})).isInstanceOf(SeriesException.class);
        assertThatThrownBy(() -> index.search(new float[2], 1, Cost.ABS, Band.none(), Parts.serial(), 1))
                .isInstanceOf(SeriesException.class);
        assertThatThrownBy(() -> index.search(new float[3], 0, Cost.ABS, Band.none(), Parts.serial(), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SeriesIndex(1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(index.size()).isZero();
    }
}
