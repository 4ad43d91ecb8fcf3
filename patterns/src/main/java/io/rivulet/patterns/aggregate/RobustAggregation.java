// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.aggregate;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Rules that make one vector of many of which some may be anything. Results don't depend on the order of the
/// vectors, but for [#krum], which takes the first of equals, and the last bits of sums.
///
/// | rule | stays near the honest ones while liars are |
/// |---|---|
/// | mean | none |
/// | coordinate-wise median, geometric median | fewer than half |
/// | trimmed mean | at most k of n > 2k |
/// | Krum | at most f of n ≥ 2f + 3 |
///
/// Many small lies in one direction, within the spread of the honest vectors, pass all of them.
/// **Shapes** n ≥ 1 vectors of one length d, all finite.   **Cost** O(d·n·log n), Krum O(d·n²).   **Thread** any.
/// **Source** Yin, Chen, Ramchandran, Bartlett 2018 (median, trimmed mean); Weiszfeld 1937 with the step of Vardi and
/// Zhang 2000; Blanchard, El Mhamdi, Guerraoui, Stainer 2017 (Krum).
public final class RobustAggregation {
    /// A weight this near to half of all is half.
    private static final double HALF_WITHIN = 1e-12;

    private RobustAggregation() {}

    /// The sums of the coordinates over n.
    public static double[] mean(double[][] vectors) {
        return trimmedMean(vectors, 0);
    }

    /// The middle value of each coordinate; of an even number the mean of the two middle ones.
    public static double[] coordinateMedian(double[][] vectors) {
        return byCoordinate(vectors, values -> {
            Arrays.sort(values);
            return median(values);
        });
    }

    /// The mean of each coordinate without its k lowest and its k highest values.
    public static double[] trimmedMean(double[][] vectors, int k) {
        if (k < 0 || 2 * k >= vectors.length) {
            throw new IllegalArgumentException(k + " values at either end of " + vectors.length + " leave nothing");
        }
        return byCoordinate(vectors, values -> {
            Arrays.sort(values);
            return trimmedMean(values, k);
        });
    }

    /// Of values in ascending order, at least one.
    public static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }

    /// Of values in ascending order, without k at either end. Between the least and the greatest of the rest, to the
    /// bit. Each value is divided before it is summed: a sum of large ones has room.
    public static double trimmedMean(double[] sorted, int k) {
        int n = sorted.length;
        double mean = 0;
        for (int i = k; i < n - k; i++) {
            mean += sorted[i] / (n - 2 * k);
        }
        return Math.clamp(mean, sorted[k], sorted[n - 1 - k]);
    }

    /// The least value of which, with all below it, more than half of the weight is; where exactly half is, the mean
    /// of it and the next.
    ///
    /// @param weights not negative, not all 0; they must not be chosen by those whom they weigh
    public static double weightedMedian(double[] values, double[] weights) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((i, j) -> Double.compare(values[i], values[j]))
                .mapToInt(Integer::intValue)
                .toArray();
        double half = Arrays.stream(weights).sum() / 2;
        double below = 0;
        for (int k = 0; k < order.length; k++) {
            below += weights[order[k]];
            if (Math.abs(below - half) <= HALF_WITHIN * half && k + 1 < order.length) {
                return values[order[k]] / 2 + values[order[k + 1]] / 2;
            }
            if (below > half) {
                return values[order[k]];
            }
        }
        throw new IllegalArgumentException("the weights are all zero");
    }

    /// The vector that [#krumScores] gives the least, the first of equals.
    public static int krum(double[][] vectors, int f) {
        double[] scores = krumScores(vectors, f);
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] < scores[best] ? i : best;
        }
        return best;
    }

    /// For each vector the sum of its squared distances to the n − f − 2 nearest others.
    public static double[] krumScores(double[][] vectors, int f) {
        int n = vectors.length;
        if (f < 0 || n < 2 * f + 3) {
            throw new IllegalArgumentException("Krum needs 2f + 3 vectors: with f = " + f + ", " + n + " are too few");
        }
        check(vectors);
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            int self = i;
            scores[i] = IntStream.range(0, n)
                    .filter(j -> j != self)
                    .mapToDouble(j -> squaredDistance(vectors[self], vectors[j]))
                    .sorted()
                    .limit(n - f - 2L)
                    .sum();
        }
        return scores;
    }

    /// The point with the least sum of distances to all, to steps of 10⁻¹⁴ of its size, at most 10,000 of them.
    public static double[] geometricMedian(double[][] vectors) {
        return GeometricMedian.of(vectors, coordinateMedian(vectors));
    }

    /// Each vector no longer than `times` the median of their lengths: direction kept, so that one of huge size has no
    /// more say than another.
    public static double[][] clipped(double[][] vectors, double times) {
        check(vectors);
        double[] lengths = Arrays.stream(vectors)
                .mapToDouble(v -> Math.sqrt(squaredDistance(v, new double[v.length])))
                .toArray();
        double[] sorted = lengths.clone();
        Arrays.sort(sorted);
        double most = times * median(sorted);
        double[][] result = new double[vectors.length][];
        for (int i = 0; i < result.length; i++) {
            double scale = lengths[i] > most ? most / lengths[i] : 1;
            result[i] = Arrays.stream(vectors[i]).map(x -> x * scale).toArray();
        }
        return result;
    }

    static double squaredDistance(double[] x, double[] y) {
        double sum = 0;
        for (int d = 0; d < x.length; d++) {
            sum += (x[d] - y[d]) * (x[d] - y[d]);
        }
        return sum;
    }

    private static double[] byCoordinate(double[][] vectors, ToDoubleFunction<double[]> rule) {
        check(vectors);
        double[] result = new double[vectors[0].length];
        double[] values = new double[vectors.length];
        for (int d = 0; d < result.length; d++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = vectors[i][d];
            }
            result[d] = rule.applyAsDouble(values);
        }
        return result;
    }

    private static void check(double[][] vectors) {
        if (vectors.length == 0) {
            throw new IllegalArgumentException("there is nothing to aggregate");
        }
        for (double[] v : vectors) {
            if (v.length != vectors[0].length) {
                throw new IllegalArgumentException(
                        "vectors of " + vectors[0].length + " and " + v.length + " entries don't go together");
            }
            for (double x : v) {
                if (!Double.isFinite(x)) {
                    throw new IllegalArgumentException("an entry is " + x);
                }
            }
        }
    }
}
