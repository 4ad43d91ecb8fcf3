// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import io.rivulet.numerics.local.EntryBound;
import io.rivulet.numerics.local.EntryEstimate;
import org.jspecify.annotations.Nullable;

/// One entry of x by a local method. `boundKind` is certified, statistical or none; a statistical bound is exceeded
/// with probability `delta`, over the choice of `seed`, and both are null for the others.
public record EntryView(
        int index,
        double value,
        @Nullable Double errorBound,
        String boundKind,
        @Nullable Double delta,
        @Nullable Long seed,
        long work,
        String method) {
    public static EntryView of(EntryEstimate estimate) {
        EntryBound bound = estimate.bound();
        EntryBound.Statistical statistical = bound instanceof EntryBound.Statistical drawn ? drawn : null;
        return new EntryView(
                estimate.index(),
                estimate.value(),
                bound.orNull(),
                bound.wireName(),
                statistical == null ? null : statistical.delta(),
                statistical == null ? null : statistical.seed(),
                estimate.work(),
                estimate.method().wireName());
    }
}
