// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import io.rivulet.fields.features.StreamedFeatures;
import org.jspecify.annotations.Nullable;

/// A field after a step.
///
/// @param computedMillis when, in Unix milliseconds with a fraction
/// @param growthEvents of all steps so far
/// @param potential as [Quantised] writes it; null where nobody asked
public record FieldUpdate(
        long step,
        long totalSteps,
        double computedMillis,
        StreamedFeatures features,
        long growthEvents,
        byte @Nullable [] potential) {
    private static final int OVERHEAD_BYTES = 256;

    /// Whether no step follows.
    public boolean last() {
        return totalSteps > 0 && step >= totalSteps;
    }

    /// About what it holds in memory.
    public int bytes() {
        return OVERHEAD_BYTES + (potential == null ? 0 : potential.length);
    }

    /// The same without the field.
    FieldUpdate figures() {
        return potential == null ? this : with(null);
    }

    /// The same with this field.
    public FieldUpdate with(byte @Nullable [] field) {
        return new FieldUpdate(step, totalSteps, computedMillis, features, growthEvents, field);
    }
}
