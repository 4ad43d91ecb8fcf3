// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import org.jspecify.annotations.Nullable;

/// A field after a step.
///
/// @param computedMillis when, in Unix milliseconds with a fraction
/// @param features as [Features] orders them
/// @param growthEvents of all steps so far
/// @param potential as [Quantised] writes it; null where nobody asked
public record FieldUpdate(
        long step,
        long totalSteps,
        double computedMillis,
        double[] features,
        long growthEvents,
        byte @Nullable [] potential) {

    /// Whether no step follows.
    public boolean last() {
        return totalSteps > 0 && step >= totalSteps;
    }

    public double feature(Features which) {
        return features[which.ordinal()];
    }

    /// About what it holds in memory.
    public int bytes() {
        return OVERHEAD + (potential == null ? 0 : potential.length);
    }

    private static final int OVERHEAD = 256;
}
