// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

/// What happened since the start of a simulation.
///
/// @param steps steps done
/// @param growthEvents cells that were raised by a spike
/// @param turingActivations cells, over all steps, whose activator was above the threshold
/// @param clampedCells cells, over all steps, whose potential was outside of its bounds
public record FieldCounters(long steps, long growthEvents, long turingActivations, long clampedCells) {
    public static final FieldCounters ZERO = new FieldCounters(0, 0, 0, 0);

    public FieldCounters {
        if (Math.min(Math.min(steps, growthEvents), Math.min(turingActivations, clampedCells)) < 0) {
            throw new IllegalArgumentException("a count below zero");
        }
    }
}
