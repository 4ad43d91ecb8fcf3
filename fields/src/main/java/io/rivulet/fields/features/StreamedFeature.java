// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The figures of one field that streams carry, in their order.
public enum StreamedFeature {
    POT_MEAN_MV("pot_mean_mV"),
    POT_STD_MV("pot_std_mV"),
    POT_MIN_MV("pot_min_mV"),
    POT_MAX_MV("pot_max_mV"),
    ACTIVE_NODES("active_nodes"),
    ACTIVITY_RATIO("activity_ratio"),
    FRACTAL_DIMENSION("fractal_dimension"),
    TOTAL_ENERGY("total_energy"),
    SPATIAL_VARIANCE("spatial_variance");

    private static final Map<String, StreamedFeature> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(StreamedFeature::key, Function.identity()));

    private final String key;

    StreamedFeature(String key) {
        this.key = key;
    }

    /// Its name on the wire.
    public String key() {
        return key;
    }

    public static Optional<StreamedFeature> byKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
