// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.random.SplitMix64;

/// Normal noise on the potential, one draw for each cell, row by row; none is drawn while it is off.
final class Noise {
    private final boolean on;
    private final double deviation;
    private final SplitMix64 random;

    Noise(FieldSettings settings, SplitMix64 random) {
        this.on = settings.jitter();
        this.deviation = Math.sqrt(settings.jitterVariance());
        this.random = random;
    }

    void add(double[] potential, int from, int to) {
        if (on) {
            for (int i = from; i < to; i++) {
                potential[i] += deviation * random.nextNormal();
            }
        }
    }

    SplitMix64.State state() {
        return random.state();
    }
}
