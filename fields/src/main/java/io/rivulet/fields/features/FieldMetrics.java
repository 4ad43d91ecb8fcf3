// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.engine.FieldCounters;
import io.rivulet.fields.engine.FieldEngine;
import io.rivulet.fields.engine.FieldSnapshot;
import io.rivulet.fields.grid.Field;

/// How the fields of a simulation stand.
///
/// @param potentialMin in volts, as the next three
/// @param potentialStd divided by the number of cells
public record FieldMetrics(
        double potentialMin,
        double potentialMax,
        double potentialMean,
        double potentialStd,
        double activatorMean,
        double inhibitorMean,
        FieldCounters counters) {
    public static FieldMetrics of(FieldEngine engine) {
        return of(engine.potential(), engine.activator(), engine.inhibitor(), engine.counters());
    }

    public static FieldMetrics of(FieldSnapshot snapshot) {
        return of(snapshot.potential(), snapshot.activator(), snapshot.inhibitor(), snapshot.counters());
    }

    private static FieldMetrics of(Field potential, Field activator, Field inhibitor, FieldCounters counters) {
        Moments v = Moments.of(potential);
        return new FieldMetrics(
                v.least(),
                v.largest(),
                v.mean(),
                v.deviation(),
                Moments.of(activator).mean(),
                Moments.of(inhibitor).mean(),
                counters);
    }
}
