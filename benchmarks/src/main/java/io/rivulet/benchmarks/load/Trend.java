// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.util.List;

/// A straight line through samples taken at even distances.
///
/// @param slope for each sample, by least squares
/// @param error half the width of its 95 % confidence interval; infinite for fewer than three samples
record Trend(double slope, double error) {
    /// Two-sided 95 % quantiles of Student's t for 1, 2, … degrees of freedom; the normal one beyond.
    private static final double[] T = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL = 1.960;

    static Trend of(List<Double> samples) {
        int n = samples.size();
        if (n < 2) {
            return new Trend(0, Double.POSITIVE_INFINITY);
        }
        double middle = (n - 1) / 2.0;
        double mean = samples.stream().mapToDouble(each -> each).average().orElseThrow();
        double squares = 0;
        double products = 0;
        for (int k = 0; k < n; k++) {
            squares += (k - middle) * (k - middle);
            products += (k - middle) * (samples.get(k) - mean);
        }
        double slope = products / squares;
        if (n < 3) {
            return new Trend(slope, Double.POSITIVE_INFINITY);
        }
        double residual = 0;
        for (int k = 0; k < n; k++) {
            double off = samples.get(k) - mean - slope * (k - middle);
            residual += off * off;
        }
        double t = n - 3 < T.length ? T[n - 3] : NORMAL;
        return new Trend(slope, t * Math.sqrt(residual / (n - 2) / squares));
    }

    boolean grows() {
        return slope - error > 0;
    }
}
