// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The eighteen figures of a run.
public final class RunFeatures {
    private static final double LARGEST_DIMENSION = 2.5;
    private static final double LEAST_MV = -100;
    private static final double LARGEST_MV = 50;

    private final double[] values;

    private RunFeatures(double[] values) {
        this.values = values;
    }

    /// @param values one for each [RunFeature], in order
    public static RunFeatures of(double... values) {
        if (values.length != RunFeature.values().length) {
            throw new IllegalArgumentException(
                    values.length + " values for " + RunFeature.values().length + " features");
        }
        return new RunFeatures(values.clone());
    }

    /// @param byKey a value for each key and no others
    public static RunFeatures of(Map<String, Double> byKey) {
        RunFeature[] features = RunFeature.values();
        double[] values = new double[features.length];
        for (RunFeature feature : features) {
            Double value = byKey.get(feature.key());
            if (value == null) {
                throw new IllegalArgumentException("no " + feature.key());
            }
            values[feature.ordinal()] = value;
        }
        if (byKey.size() != features.length) {
            throw new IllegalArgumentException(byKey.size() + " values for " + features.length + " features");
        }
        return new RunFeatures(values);
    }

    public double value(RunFeature feature) {
        return values[feature.ordinal()];
    }

    /// A copy, in order.
    public double[] toArray() {
        return values.clone();
    }

    /// By the keys of the wire, in order.
    public Map<String, Double> byKey() {
        Map<String, Double> map = new LinkedHashMap<>();
        for (RunFeature feature : RunFeature.values()) {
            map.put(feature.key(), value(feature));
        }
        return map;
    }

    /// What no field of a simulation should show; empty if all is as expected.
    public List<String> warnings() {
        return Arrays.stream(RunFeature.values())
                .filter(feature -> !expected(feature, value(feature)))
                .map(feature -> feature.key() + " = " + value(feature) + " is out of the range expected")
                .toList();
    }

    private static boolean expected(RunFeature feature, double value) {
        return switch (feature) {
            case D_BOX -> value >= 0 && value <= LARGEST_DIMENSION;
            case D_R2, F_ACTIVE -> value >= 0 && value <= 1;
            case V_MIN, V_MAX, V_MEAN -> value >= LEAST_MV && value <= LARGEST_MV;
            default -> Double.isFinite(value);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunFeatures that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return byKey().toString();
    }
}
