// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.grid.Field;
import io.rivulet.fields.random.SplitMix64;

/// All that a simulation is between two steps. An engine made from it goes on as the one it was taken from, bit for
/// bit. Immutable, and may travel between threads.
///
/// @param potential in volts
/// @param activator dimensionless, in [0, 1] after the first step
/// @param inhibitor as the activator
/// @param growth the generator of growth events
/// @param noise the generator of the potential's noise
public record FieldSnapshot(
        FieldSettings settings,
        FieldCounters counters,
        Field potential,
        Field activator,
        Field inhibitor,
        SplitMix64.State growth,
        SplitMix64.State noise) {
    private static final double REST_VOLTS = -0.070;
    private static final double REST_DEVIATION_VOLTS = 0.005;
    private static final double INITIAL_CONCENTRATION = 0.1;

    public FieldSnapshot {
        for (Field field : new Field[] {potential, activator, inhibitor}) {
            if (field.size() != settings.gridSize()) {
                throw new IllegalArgumentException(
                        field + " is no field of a simulation of size " + settings.gridSize());
            }
        }
    }

    /// A simulation before its first step: the potential normal around rest, the others uniform from 0 to 0.1. Of the
    /// seed's generator, five are split off: for potential, activator, inhibitor, growth and noise.
    public static FieldSnapshot initial(FieldSettings settings) {
        SplitMix64 root = SplitMix64.seeded(settings.seed());
        int n = settings.gridSize();
        double[] v = new double[n * n];
        SplitMix64 normal = root.split();
        for (int i = 0; i < v.length; i++) {
            v[i] = REST_VOLTS + REST_DEVIATION_VOLTS * normal.nextNormal();
        }
        Field a = uniform(n, root.split());
        Field h = uniform(n, root.split());
        return new FieldSnapshot(
                settings,
                FieldCounters.ZERO,
                Field.adopt(n, v),
                a,
                h,
                root.split().state(),
                root.split().state());
    }

    /// The same simulation with other fields, copied.
    public FieldSnapshot withFields(Field newPotential, Field newActivator, Field newInhibitor) {
        return new FieldSnapshot(
                settings, counters, newPotential.copy(), newActivator.copy(), newInhibitor.copy(), growth, noise);
    }

    /// The same simulation, going on with other settings from here; the grid's size has to stay.
    public FieldSnapshot withSettings(FieldSettings changed) {
        return new FieldSnapshot(changed, counters, potential, activator, inhibitor, growth, noise);
    }

    private static Field uniform(int n, SplitMix64 random) {
        double[] values = new double[n * n];
        for (int i = 0; i < values.length; i++) {
            values[i] = INITIAL_CONCENTRATION * random.nextDouble();
        }
        return Field.adopt(n, values);
    }
}
