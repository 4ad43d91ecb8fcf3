// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.grid;

/// A line or transformer between two buses. `from` and `to` are unknowns of the grid's matrix, or [PowerGrid#SLACK]
/// for the grounded bus. `susceptance` in per unit: power flows by `susceptance · (θ_from − θ_to)`.
public record Branch(String id, String fromBus, String toBus, int from, int to, double susceptance) {}
