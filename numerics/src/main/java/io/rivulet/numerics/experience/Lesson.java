// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.experience;

import java.util.Map;

/// What was tried on one matrix.
///
/// @param matrix what it is like
/// @param costs units an entry that each choice took until it had solved; +∞ for one that did not, or was given up
public record Lesson(Fingerprint matrix, Map<Choice, Double> costs) {
    public Lesson {
        costs = Map.copyOf(costs);
        for (Map.Entry<Choice, Double> cost : costs.entrySet()) {
            if (!(cost.getValue() > 0)) {
                throw new IllegalArgumentException(cost.getKey() + " can't have taken " + cost.getValue());
            }
        }
    }
}
