// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;
import io.rivulet.fields.kernels.RowLoops;
import io.rivulet.numerics.kernels.Kernels;
import java.util.LinkedHashMap;
import java.util.Map;

/// The nine streamed figures of one potential.
///
/// @param potMeanMv mean, in mV
/// @param potStdMv standard deviation, divided by the number of cells, in mV
/// @param potMinMv least, in mV
/// @param potMaxMv largest, in mV
/// @param activeNodes active cells
/// @param activityRatio share of active cells
/// @param fractalDimension by counting boxes of active cells, in [0, 2]
/// @param totalEnergy sum of the squares, in V²
/// @param spatialVariance mean square of the gradient, in V² per cell²
public record StreamedFeatures(
        double potMeanMv,
        double potStdMv,
        double potMinMv,
        double potMaxMv,
        double activeNodes,
        double activityRatio,
        double fractalDimension,
        double totalEnergy,
        double spatialVariance) {
    /// **Cost** some five passes over each row while it is near.
    ///
    /// @param potential in volts
    public static StreamedFeatures of(Field potential, Activity activity) {
        return new StreamedScan(RowLoops.detect(), Kernels.detect().kernels()).of(potential, activity);
    }

    public double value(StreamedFeature feature) {
        return switch (feature) {
            case POT_MEAN_MV -> potMeanMv;
            case POT_STD_MV -> potStdMv;
            case POT_MIN_MV -> potMinMv;
            case POT_MAX_MV -> potMaxMv;
            case ACTIVE_NODES -> activeNodes;
            case ACTIVITY_RATIO -> activityRatio;
            case FRACTAL_DIMENSION -> fractalDimension;
            case TOTAL_ENERGY -> totalEnergy;
            case SPATIAL_VARIANCE -> spatialVariance;
        };
    }

    /// By the keys of the wire, in order.
    public Map<String, Double> byKey() {
        Map<String, Double> values = new LinkedHashMap<>();
        for (StreamedFeature feature : StreamedFeature.values()) {
            values.put(feature.key(), value(feature));
        }
        return values;
    }
}
