// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

/// What a viewer is told, in this order: that it has joined, then updates, each step once and in order.
public sealed interface FieldNews {
    /// @param step after which updates follow
    /// @param covered whether every step since the one that the viewer had seen follows
    record Joined(long step, boolean covered) implements FieldNews {}

    record Updated(FieldUpdate update) implements FieldNews {}

    /// From the step after this one on, every so many are told: a change that was asked for holds.
    record Changed(long step, int every) implements FieldNews {}

    record Pictured(FieldSnapshot snapshot) implements FieldNews {}

    /// Nothing more comes.
    record Failed(String words) implements FieldNews {}
}
