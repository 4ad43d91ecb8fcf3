// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.fields.features.StreamedFeature;
import io.rivulet.fields.features.StreamedFeatures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// By how much a feature has to change before an update is told; updates within it of all its features are
/// not. An empty one tells all.
///
/// @param bands in the features' own units
record Deadband(Map<StreamedFeature, Double> bands) {
    static final String NAME = "deadband";
    static final Deadband NONE = new Deadband(Map.of());

    private static final double MOST = 1e9;

    /// **Errors** `BAD_FILTER` names features that there are not.
    static Deadband read(Payload params) throws Payload.Unfit {
        Payload said = Payload.in(params.object(), NAME);
        Map<StreamedFeature, Double> bands = new EnumMap<>(StreamedFeature.class);
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : said.object().properties()) {
            StreamedFeature feature = StreamedFeature.byKey(each.getKey()).orElse(null);
            if (feature == null) {
                unknown.add(each.getKey());
            } else if (!each.getValue().isNull()) {
                bands.put(feature, said.number(each.getKey(), 0, 0, MOST, false));
            }
        }
        if (!unknown.isEmpty()) {
            throw Payload.Unfit.unknownFeatures(unknown);
        }
        return bands.isEmpty() ? NONE : new Deadband(bands);
    }

    boolean isEmpty() {
        return bands.isEmpty();
    }

    boolean within(StreamedFeatures told, StreamedFeatures now) {
        return !bands.isEmpty()
                && bands.entrySet().stream()
                        .allMatch(each ->
                                Math.abs(now.value(each.getKey()) - told.value(each.getKey())) <= each.getValue());
    }
}
