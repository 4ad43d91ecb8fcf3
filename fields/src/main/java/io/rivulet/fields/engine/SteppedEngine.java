// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.grid.Field;

/// What engines have alike: three fields, what was counted, and the events drawn from the seed. Subclasses step them.
///
/// **Thread** one at a time.
public abstract class SteppedEngine implements FieldEngine {
    protected final FieldSettings settings;
    protected final RandomEvents events;

    /// Potential in volts, activator and inhibitor, row by row; a subclass may swap them with others of their length.
    protected double[] v;

    protected double[] a;
    protected double[] h;
    protected long steps;
    protected long turingActivations;
    protected long clampedCells;

    protected SteppedEngine(FieldSnapshot from) {
        this.settings = from.settings();
        this.events = new RandomEvents(from);
        this.v = from.potential().values().clone();
        this.a = from.activator().values().clone();
        this.h = from.inhibitor().values().clone();
        this.steps = from.counters().steps();
        this.turingActivations = from.counters().turingActivations();
        this.clampedCells = from.counters().clampedCells();
    }

    @Override
    public final FieldSettings settings() {
        return settings;
    }

    @Override
    public final FieldCounters counters() {
        return new FieldCounters(steps, events.growthEvents(), turingActivations, clampedCells);
    }

    @Override
    public final Field potential() {
        return Field.adopt(settings.gridSize(), v);
    }

    @Override
    public final Field activator() {
        return Field.adopt(settings.gridSize(), a);
    }

    @Override
    public final Field inhibitor() {
        return Field.adopt(settings.gridSize(), h);
    }

    @Override
    public final FieldSnapshot snapshot() {
        return events.snapshot(settings, counters(), potential(), activator(), inhibitor());
    }
}
