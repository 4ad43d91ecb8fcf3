// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// An x that meets its target for `revision`.
///
/// @param relativeResidual recomputed from A, x and b
public record Answered(long revision, double relativeResidual, int iterations) {}
