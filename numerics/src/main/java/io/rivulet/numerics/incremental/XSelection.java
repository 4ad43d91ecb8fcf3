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

    /// All of them once, then those that are further than the deadband from what was last told of them: whoever puts
    /// what is told over what was told before, keeps within the deadband of x.
    record Changes() implements XSelection {}
}
