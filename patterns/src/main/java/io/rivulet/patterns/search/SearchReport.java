// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

import java.util.List;

/// What a search found, and what that took.
///
/// @param found nearest first; of equally near ones the one that was added first
/// @param compared series whose distance was computed; the others were told apart by bounds
public record SearchReport(List<Found> found, long compared) {
    public SearchReport {
        found = List.copyOf(found);
    }
}
