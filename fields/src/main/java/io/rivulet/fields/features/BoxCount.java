// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The dimension of a set of cells: the slope of ln(boxes with a cell of the set) over ln(1/side of the box), by least
/// squares.
///
/// @param dimension the slope; 0 with fewer than two sizes that have a box
/// @param r2 how well the line fits, in [0, 1]
/// @param sizes sizes of box that have one, smallest first
public record BoxCount(double dimension, double r2, int sizes) {
    private static final int LEAST_GRID = 8;
    private static final int LEAST_SIZES = 3;
    private static final double LEAST_FIT = 0.8;

    /// Keeps 8 from becoming 7: a geometric progression in floating point ends in 7.9999… in places.
    private static final double ROUNDING = 1e-9;

    /// @param sums of the set's cells
    static BoxCount of(CellSums sums, RunFeatureSettings settings) {
        int n = sums.size();
        int[] sizes = sizes(n, settings);
        double[] x = new double[sizes.length];
        double[] y = new double[sizes.length];
        int used = 0;
        for (int size : sizes) {
            long boxes = 0;
            for (int i = 0; i + size <= n; i += size) {
                for (int j = 0; j + size <= n; j += size) {
                    boxes += sums.in(i, j, size) > 0 ? 1 : 0;
                }
            }
            if (boxes > 0) {
                x[used] = Math.log(1.0 / size);
                y[used] = Math.log(boxes);
                used++;
            }
        }
        return used < 2 ? new BoxCount(0, 0, used) : fit(Arrays.copyOf(x, used), Arrays.copyOf(y, used));
    }

    /// Sides of box on a grid of n: from the least in geometric progression to the largest, whole, each once.
    public static int[] sizes(int n, RunFeatureSettings settings) {
        int least = settings.leastBox();
        int half = n < 2 * least ? n : n / 2;
        double doubled = least * Math.pow(2, settings.scales() - 1);
        int wanted = settings.largestBox() == 0 ? half : Math.min(settings.largestBox(), half);
        int largest = Math.max(least, (int) Math.min(doubled, wanted));
        double step = Math.log((double) largest / least) / (settings.scales() - 1);
        return IntStream.range(0, settings.scales())
                .map(k -> (int) Math.floor(least * Math.exp(k * step) + ROUNDING))
                .distinct()
                .toArray();
    }

    private static BoxCount fit(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int k = 0; k < x.length; k++) {
            xx += (x[k] - meanX) * (x[k] - meanX);
            xy += (x[k] - meanX) * (y[k] - meanY);
            yy += (y[k] - meanY) * (y[k] - meanY);
        }
        double slope = xy / xx;
        double off = 0;
        for (int k = 0; k < x.length; k++) {
            double miss = y[k] - meanY - slope * (x[k] - meanX);
            off += miss * miss;
        }
        double r2 = yy == 0 ? 0 : Math.min(1, Math.max(0, 1 - off / yy));
        return new BoxCount(slope, r2, x.length);
    }

    /// Whether the dimension means little: a small grid, few sizes, or a line that doesn't fit.
    public boolean lowConfidence(int gridSize) {
        return gridSize < LEAST_GRID || sizes < LEAST_SIZES || r2 < LEAST_FIT;
    }
}
