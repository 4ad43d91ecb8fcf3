// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import io.rivulet.patterns.series.Series;

/// The distance of two series when time may be stretched: D(0, 0) = 0, D(i, j) = c(aᵢ, bⱼ) + the least of
/// D(i − 1, j − 1), D(i − 1, j) and D(i, j − 1); the distance is D(n, m). Zero for a series and itself, symmetric, and
/// never larger with a wider band; the triangle inequality does not hold.
/// **Shapes** a of length n, b of length m, each from 1 to 10,000.   **Thread** any.
/// **Cost** n·(2·radius + 1) cells; memory for a row, with the path two bits a cell more.
/// **Errors** a [io.rivulet.patterns.series.SeriesException] for series that can't be compared.
/// **More** docs/internals/patterns.md
/// **Source** Sakoe, Chiba 1978, "Dynamic programming algorithm optimization for spoken word recognition".
public final class Dtw {
    private static final DtwLoops LOOPS = Detected.Holder.CHOSEN.loops();

    private Dtw() {}

    /// Which loops this JVM runs, e.g. `vector-512`. They change no bit of a result.
    public static String provider() {
        return LOOPS.provider();
    }

    /// The distance in double precision.
    public static double distance(double[] a, double[] b, Cost cost, Band band) {
        return distanceWithin(a, b, cost, band, Double.POSITIVE_INFINITY);
    }

    /// The distance of the very numbers given, summed in double precision: what a series in single precision stands
    /// for is compared, and no more is lost.
    public static double distance(float[] a, float[] b, Cost cost, Band band) {
        return distance(Series.toDoubles(a), Series.toDoubles(b), cost, band);
    }

    /// The distance, or +∞ where it is above `limit`, which may be found out long before the end.
    public static double distanceWithin(double[] a, double[] b, Cost cost, Band band, double limit) {
        Series.check(a);
        Series.check(b);
        return LOOPS.distance(a, b, cost, band.effective(a.length, b.length), limit);
    }

    /// The distance in single precision throughout, the fastest. Of the distance of the same numbers it is at most
    /// (n + m + 1)·2⁻²⁴ of it away, or an overflow.
    public static float singleDistance(float[] a, float[] b, Cost cost, Band band) {
        Series.check(a);
        Series.check(b);
        return LOOPS.distance(a, b, cost, band.effective(a.length, b.length), Float.POSITIVE_INFINITY);
    }

    /// The distance and a path that has it.
    public static Alignment align(double[] a, double[] b, Cost cost, Band band) {
        Series.check(a);
        Series.check(b);
        return AlignmentLoop.run(a, b, cost, band.effective(a.length, b.length));
    }
}
