// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.grid.Field;
import io.rivulet.fields.random.SplitMix64;

/// What happens to a potential by chance, each from a generator of its own: growth events, a draw for whether, then
/// row, column and height; and normal noise, one draw for each cell, row by row, none while it is off.
public final class RandomEvents {
    private static final double SPIKE_VOLTS = 0.020;
    private static final double SPIKE_DEVIATION_VOLTS = 0.005;

    private final double probability;
    private final int size;
    private final boolean noisy;
    private final double variance;
    private final SplitMix64 growth;
    private final SplitMix64 noise;
    private long growthEvents;

    public RandomEvents(FieldSnapshot from) {
        FieldSettings settings = from.settings();
        this.probability = settings.spikeProbability();
        this.size = settings.gridSize();
        this.noisy = settings.jitter();
        this.variance = settings.jitterVariance();
        this.growth = SplitMix64.of(from.growth());
        this.noise = SplitMix64.of(from.noise());
        this.growthEvents = from.counters().growthEvents();
    }

    /// Those of `times` units of time.
    public void grow(double[] potential, long times) {
        for (long k = 0; k < times; k++) {
            if (growth.nextDouble() < probability) {
                int row = growth.nextInt(size);
                int column = growth.nextInt(size);
                potential[row * size + column] += SPIKE_VOLTS + SPIKE_DEVIATION_VOLTS * growth.nextNormal();
                growthEvents++;
            }
        }
    }

    /// That of `time` units of time.
    public void addNoise(double[] potential, int from, int to, double time) {
        if (noisy) {
            double deviation = Math.sqrt(variance * time);
            for (int i = from; i < to; i++) {
                potential[i] += deviation * noise.nextNormal();
            }
        }
    }

    public long growthEvents() {
        return growthEvents;
    }

    /// The simulation with these fields, copied, and the generators as they are.
    public FieldSnapshot snapshot(
            FieldSettings settings, FieldCounters counters, Field potential, Field activator, Field inhibitor) {
        return new FieldSnapshot(
                settings,
                counters,
                potential.copy(),
                activator.copy(),
                inhibitor.copy(),
                growth.state(),
                noise.state());
    }
}
