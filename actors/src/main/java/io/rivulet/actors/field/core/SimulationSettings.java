// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

/// What a simulation is: the same settings give the same field, step for step.
///
/// @param gridSize side of the grid, cells
/// @param alpha diffusion of the potential, below the explicit limit 0.25
/// @param spikeProbability of a growth event in a step
/// @param jitterVariance V² a step and cell; 0: none
/// @param activeAboveMillivolts a cell whose potential is above it is active
/// @param steps after which it is complete; 0: it has no end
/// @param stepMillis time between two steps, while somebody watches
public record SimulationSettings(
        long seed,
        int gridSize,
        double alpha,
        double spikeProbability,
        boolean turingEnabled,
        Reaction reaction,
        double jitterVariance,
        double activeAboveMillivolts,
        long steps,
        int stepMillis) {

    /// Activator and inhibitor: their diffusion, their rates, and the activator above which a cell is
    /// raised.
    public record Reaction(
            double activatorDiffusion,
            double inhibitorDiffusion,
            double activatorRate,
            double inhibitorRate,
            double threshold) {
        /// With these the threshold is never reached.
        public static final Reaction CLASSIC = new Reaction(0.1, 0.05, 0.01, 0.02, 0.75);
    }

    public static final int MOST_GRID = 256;
    private static final int FIELDS = 6;

    public boolean endless() {
        return steps == 0;
    }

    public boolean isLast(long step) {
        return !endless() && step >= steps;
    }

    /// Bytes that its engine takes: three fields, and as many to compute the next ones in.
    public long bytes() {
        return (long) FIELDS * Double.BYTES * gridSize * gridSize;
    }
}
