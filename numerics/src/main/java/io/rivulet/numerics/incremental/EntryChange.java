// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import org.jspecify.annotations.Nullable;

/// a(row, column) ← newValue. `oldValue`, when given, is what the sender believes to be there.
public record EntryChange(
        int row, int column, double newValue, @Nullable Double oldValue) {
    public EntryChange {
        if (row < 0 || column < 0 || !Double.isFinite(newValue)) {
            throw new IllegalArgumentException("entry (" + row + ", " + column + ") ← " + newValue);
        }
    }
}
