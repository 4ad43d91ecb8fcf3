// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// Which entries of x a line carries.
public sealed interface XSelection {
    record None() implements XSelection {}

    /// The `count` entries that moved most since the line before.
    record TopChanges(int count) implements XSelection {}

    /// Always these, in this order.
    record Indices(int[] indices) implements XSelection {}

    record Full() implements XSelection {}
}
