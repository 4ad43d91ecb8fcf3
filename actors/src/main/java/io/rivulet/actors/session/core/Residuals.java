// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.ArrayList;
import java.util.List;

/// Relative residuals over the life of a session, thinned out evenly: never more than [#POINTS].
final class Residuals {
    static final int POINTS = 200;

    private List<Double> points = new ArrayList<>();
    private long stride = 1;
    private long seen;

    void add(double relativeResidual) {
        if (seen++ % stride != 0) {
            return;
        }
        if (points.size() == POINTS) {
            List<Double> half = new ArrayList<>();
            for (int k = 0; k < points.size(); k += 2) {
                half.add(points.get(k));
            }
            points = half;
            stride *= 2;
            if ((seen - 1) % stride != 0) {
                return;
            }
        }
        points.add(relativeResidual);
    }

    List<Double> points() {
        return List.copyOf(points);
    }
}
