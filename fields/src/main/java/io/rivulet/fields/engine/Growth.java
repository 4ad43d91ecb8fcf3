// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.random.SplitMix64;

/// Spikes at random cells: a draw for whether, then row, column and height.
final class Growth {
    private static final double SPIKE_VOLTS = 0.020;
    private static final double SPIKE_DEVIATION_VOLTS = 0.005;

    private final double probability;
    private final int size;
    private final SplitMix64 random;
    private long events;

    Growth(FieldSettings settings, SplitMix64 random, long events) {
        this.probability = settings.spikeProbability();
        this.size = settings.gridSize();
        this.random = random;
        this.events = events;
    }

    void perhaps(double[] potential) {
        if (random.nextDouble() < probability) {
            int row = random.nextInt(size);
            int column = random.nextInt(size);
            potential[row * size + column] += SPIKE_VOLTS + SPIKE_DEVIATION_VOLTS * random.nextNormal();
            events++;
        }
    }

    long events() {
        return events;
    }

    SplitMix64.State state() {
        return random.state();
    }
}
