// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

/// The mean of independent samples from [−1, 1] with an interval that holds at every look: the look number m
/// may fail with probability δ/(m·(m + 1)), which adds up to δ over all looks there may ever be.
///
/// At a look the half width is the smaller of Hoeffding's √(2·ln(4/δ_m)/N) and the empirical Bernstein bound
/// √(2·V·ln(8/δ_m)/N) + (14/3)·ln(8/δ_m)/(N − 1), V the sample variance, each at δ_m/2.
/// **Source** Hoeffding 1963; Maurer, Pontil 2009, theorem 4.
final class SampleMean {
    /// Samples at the first look; their number doubles from look to look.
    static final long FIRST_LOOK = 256;

    private final double delta;
    private double sum;
    private double squares;
    private long count;
    private int looks;

    /// `delta`: the interval may miss with this probability, over all looks together.
    SampleMean(double delta) {
        this.delta = delta;
    }

    void add(double sample) {
        sum += sample;
        squares += sample * sample;
        count++;
    }

    double mean() {
        return sum / count;
    }

    long count() {
        return count;
    }

    /// Samples to have for the next look.
    long nextLook() {
        return FIRST_LOOK << looks;
    }

    /// Half width now. Counts as a look: to be called when [#nextLook] samples are there, and once.
    double look() {
        looks++;
        double log = Math.log(looks * (looks + 1.0) / delta);
        double hoeffding = Math.sqrt(2 * (log + Math.log(4)) / count);
        double variance = Math.max(0.0, (squares - sum * sum / count) / (count - 1));
        return Math.min(1.0, Math.min(hoeffding, bernstein(variance, log + Math.log(8), (double) count)));
    }

    private static double bernstein(double variance, double log, double count) {
        return Math.sqrt(2 * variance * log / count) + 14.0 / 3.0 * log / (count - 1);
    }

    /// About how many samples of this variance an interval of half width `width` takes.
    static double predicted(double variance, double width, double delta) {
        double log = Math.log(8 * 12 / delta);
        double hoeffding = 2 * log / (width * width);
        double bernstein = 2 * variance * log / (width * width) + 2 * 14.0 / 3.0 * log / width;
        return Math.max(FIRST_LOOK, Math.min(hoeffding, bernstein));
    }
}
