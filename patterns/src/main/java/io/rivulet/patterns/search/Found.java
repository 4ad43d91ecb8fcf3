// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

/// A stored series that was found.
///
/// @param index its place in the index, in the order of adding
/// @param distance as [io.rivulet.patterns.dtw.Dtw#distance(float\[\], float\[\], io.rivulet.patterns.dtw.Cost,
///     io.rivulet.patterns.dtw.Band)] gives it
public record Found(int index, double distance) {}
