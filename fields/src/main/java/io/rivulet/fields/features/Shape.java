// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;

/// Skewness and excess kurtosis of a field's cells, divided by their number; both 0 on a field that hardly varies.
record Shape(double skewness, double kurtosis) {
    private static final double LEAST_DEVIATION_MV = 1e-10;
    private static final double NORMAL_KURTOSIS = 3;

    static Shape of(Field field, Moments moments) {
        if (1000 * moments.deviation() <= LEAST_DEVIATION_MV) {
            return new Shape(0, 0);
        }
        double third = 0;
        double fourth = 0;
        for (double value : field.values()) {
            double off = (value - moments.mean()) / moments.deviation();
            double square = off * off;
            third += square * off;
            fourth += square * square;
        }
        int count = field.values().length;
        return new Shape(third / count, fourth / count - NORMAL_KURTOSIS);
    }
}
