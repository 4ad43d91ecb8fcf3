// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

/// One entry of the solution.
///
/// @param bound on |value − x*_index|
/// @param work matrix entries touched
/// @param reason why this method, in a sentence for people
public record EntryEstimate(int index, double value, EntryBound bound, long work, EntryMethod method, String reason) {}
