// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.aggregate;

/// Weiszfeld's iteration with the step of Vardi and Zhang, which leaves a vector that it lands on and that is not the
/// answer. Near a vector it creeps: short steps say little about how far it is to the end, hence the small ones.
final class GeometricMedian {
    private static final double RELATIVE_STEP = 1e-14;
    private static final int MOST_STEPS = 10_000;

    private GeometricMedian() {}

    static double[] of(double[][] vectors, double[] start) {
        double[] y = start;
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] next = step(vectors, y);
            double moved = Math.sqrt(RobustAggregation.squaredDistance(next, y));
            double size = Math.sqrt(RobustAggregation.squaredDistance(y, new double[y.length]));
            y = next;
            if (moved <= RELATIVE_STEP * (1 + size)) {
                break;
            }
        }
        return y;
    }

    private static double[] step(double[][] vectors, double[] y) {
        int d = y.length;
        double[] weighted = new double[d];
        double[] pull = new double[d];
        double weights = 0;
        int here = 0;
        for (double[] x : vectors) {
            double distance = Math.sqrt(RobustAggregation.squaredDistance(x, y));
            if (distance < Double.MIN_NORMAL) {
                here++;
                continue;
            }
            weights += 1 / distance;
            for (int k = 0; k < d; k++) {
                weighted[k] += x[k] / distance;
                pull[k] += (x[k] - y[k]) / distance;
            }
        }
        if (weights == 0) {
            return y;
        }
        double strength = Math.sqrt(RobustAggregation.squaredDistance(pull, new double[d]));
        double stay = here == 0 ? 0 : strength == 0 ? 1 : Math.min(1, here / strength);
        double[] next = new double[d];
        for (int k = 0; k < d; k++) {
            next[k] = (1 - stay) * (weighted[k] / weights) + stay * y[k];
        }
        return next;
    }
}
