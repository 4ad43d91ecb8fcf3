// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.util.Arrays;
import java.util.List;

/// The nine figures of a field that are streamed, in the order of [FieldUpdate#features].
public enum Features {
    POTENTIAL_MEAN("pot_mean_mV"),
    POTENTIAL_SPREAD("pot_std_mV"),
    POTENTIAL_LEAST("pot_min_mV"),
    POTENTIAL_MOST("pot_max_mV"),
    ACTIVE_NODES("active_nodes"),
    ACTIVITY_RATIO("activity_ratio"),
    FRACTAL_DIMENSION("fractal_dimension"),
    TOTAL_ENERGY("total_energy"),
    SPATIAL_VARIANCE("spatial_variance");

    /// All, in their order.
    public static final List<Features> ALL = List.of(values());

    private final String wireName;

    Features(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// Those of `names` that there are, in their own order; all for an empty list.
    public static List<Features> named(List<String> names) {
        return names.isEmpty()
                ? ALL
                : Arrays.stream(values())
                        .filter(each -> names.contains(each.wireName))
                        .toList();
    }
}
