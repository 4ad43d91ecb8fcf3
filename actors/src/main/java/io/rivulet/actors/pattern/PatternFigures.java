// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.rivulet.actors.meter.Meters;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What a node counts of patterns. Times in milliseconds: these names are older than this server.
/// **Thread** any.
public final class PatternFigures {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double[] DTW_MILLIS = {1, 2, 5, 10, 20};
    private static final double[] MATCH_MILLIS = {1, 2, 5, 10, 20, 50, 100};
    private static final double[] SIMILARITIES = {.5, .6, .7, .8, .85, .9, .95, 1};
    private static final double[] QUALITIES = {0, .3, .5, .7, .8, .9, 1};

    /// What came of a match.
    public enum Result {
        MATCH("match"),
        NO_MATCH("no_match"),
        ERROR("error");

        private final String word;

        Result(String word) {
            this.word = word;
        }
    }

    private final LongSupplier nanoTime;
    private final Counter matches;
    private final Histogram dtw;
    private final Histogram duration;
    private final Histogram similarity;
    private final Histogram quality;

    PatternFigures(Meters meters, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        matches = meters.counter(
                "midstreamer_pattern_matches_total",
                "Series that were compared or sought: a match, none above the least similarity, or an error.",
                "result");
        dtw = meters.histogram(
                "midstreamer_dtw_latency_ms", "Time of one warping distance, in milliseconds.", DTW_MILLIS);
        duration = meters.histogram(
                "midstreamer_pattern_match_duration_ms",
                "Time of a whole match or search at the node that has the patterns, in milliseconds.",
                MATCH_MILLIS);
        similarity = meters.histogram(
                "midstreamer_pattern_similarity", "Similarity of the best match of each.", SIMILARITIES);
        quality = meters.histogram(
                "reasoningbank_quality_score", "Quality of predictions, once their outcome is known.", QUALITIES);
        for (Result result : Result.values()) {
            matches.initLabelValues(result.word);
        }
    }

    /// Does one warping distance.
    <T> T timed(Supplier<T> distance) {
        long start = nanoTime.getAsLong();
        T result = distance.get();
        dtw.observe((nanoTime.getAsLong() - start) / NANOS_PER_MILLI);
        return result;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /// @param best similarity of the best; below 0 where there is none
    void matched(long startNanos, double best) {
        duration.observe((nanoTime.getAsLong() - startNanos) / NANOS_PER_MILLI);
        matches.labelValues((best >= 0 ? Result.MATCH : Result.NO_MATCH).word).inc();
        if (best >= 0) {
            similarity.observe(best);
        }
    }

    void failed() {
        matches.labelValues(Result.ERROR.word).inc();
    }

    void judged(double score) {
        quality.observe(score);
    }
}
