// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

/// A whole simulation after a step: what [FieldUpdate] says, and its three fields as [Quantised] writes
/// them.
public record FieldSnapshot(FieldUpdate update, int gridSize, byte[] potential, byte[] activator, byte[] inhibitor) {}
