// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.grid.Field;
import io.rivulet.fields.random.SplitMix64;

/// Explicit Euler with step 1 on three fields. In this order: perhaps a growth event; diffusion of the potential;
/// reaction and diffusion of activator and inhibitor from their old values, which raise the potential where the
/// activator is above its threshold; perhaps noise; then the potential is clamped.
///
/// **Thread** one at a time. **Cost** per step of an N×N field: three stencils over N² cells; nothing is allocated.
public final class ExplicitEngine implements FieldEngine {
    /// Least potential, in volts.
    public static final double LEAST_VOLTS = -0.095;

    /// Largest potential, in volts.
    public static final double LARGEST_VOLTS = 0.040;

    static final double BOOST_VOLTS = 0.005;

    private final FieldSettings settings;
    private final RowLoops loops;
    private final Reaction reaction;
    private final Growth growth;
    private final Noise noise;
    private final Stencil around;
    private final Stencil aroundInhibitor;

    private double[] v;
    private double[] a;
    private double[] h;
    private double[] nextV;
    private double[] nextA;
    private double[] nextH;
    private long steps;
    private long turingActivations;
    private long clampedCells;

    private ExplicitEngine(FieldSnapshot from, RowLoops loops) {
        this.settings = from.settings();
        this.loops = loops;
        this.reaction = reaction(settings);
        this.growth = new Growth(
                settings, SplitMix64.of(from.growth()), from.counters().growthEvents());
        this.noise = new Noise(settings, SplitMix64.of(from.noise()));
        this.around = new Stencil(settings.gridSize(), settings.boundary());
        this.aroundInhibitor = new Stencil(settings.gridSize(), settings.boundary());
        this.v = from.potential().values().clone();
        this.a = from.activator().values().clone();
        this.h = from.inhibitor().values().clone();
        this.nextV = new double[v.length];
        this.nextA = new double[v.length];
        this.nextH = new double[v.length];
        this.steps = from.counters().steps();
        this.turingActivations = from.counters().turingActivations();
        this.clampedCells = from.counters().clampedCells();
    }

    /// At the initial fields that the seed gives.
    public static ExplicitEngine start(FieldSettings settings) {
        return restore(FieldSnapshot.initial(settings));
    }

    /// Going on where the snapshot was taken.
    public static ExplicitEngine restore(FieldSnapshot from) {
        return new ExplicitEngine(from, ScalarRows.INSTANCE);
    }

    private static Reaction reaction(FieldSettings s) {
        return new Reaction(
                s.activatorDiffusion(),
                s.inhibitorDiffusion(),
                s.activatorRate(),
                s.inhibitorRate(),
                s.threshold(),
                BOOST_VOLTS);
    }

    @Override
    public void step() {
        growth.perhaps(v);
        int n = settings.gridSize();
        boolean finite = true;
        for (int i = 0; i < n; i++) {
            int from = i * n;
            loops.diffuse(around.at(v, i), settings.alpha(), nextV);
            if (settings.turing()) {
                turingActivations +=
                        loops.react(around.at(a, i), aroundInhibitor.at(h, i), reaction, nextA, nextH, nextV);
                finite &= loops.finite(nextA, from, from + n) && loops.finite(nextH, from, from + n);
            }
            noise.add(nextV, from, from + n);
            clampedCells += loops.clamp(nextV, from, from + n, LEAST_VOLTS, LARGEST_VOLTS);
            finite &= loops.finite(nextV, from, from + n);
        }
        swap();
        steps++;
        if (!finite) {
            throw failure();
        }
    }

    private void swap() {
        double[] oldV = v;
        v = nextV;
        nextV = oldV;
        if (settings.turing()) {
            double[] oldA = a;
            double[] oldH = h;
            a = nextA;
            h = nextH;
            nextA = oldA;
            nextH = oldH;
        }
    }

    private InstabilityException failure() {
        long inV = notFinite(v);
        if (inV > 0) {
            return new InstabilityException(steps, "potential", inV);
        }
        long inA = notFinite(a);
        return inA > 0
                ? new InstabilityException(steps, "activator", inA)
                : new InstabilityException(steps, "inhibitor", notFinite(h));
    }

    private static long notFinite(double[] values) {
        long count = 0;
        for (double value : values) {
            count += Double.isFinite(value) ? 0 : 1;
        }
        return count;
    }

    @Override
    public FieldSettings settings() {
        return settings;
    }

    @Override
    public double timeStep() {
        return 1;
    }

    @Override
    public FieldCounters counters() {
        return new FieldCounters(steps, growth.events(), turingActivations, clampedCells);
    }

    @Override
    public Field potential() {
        return Field.adopt(settings.gridSize(), v);
    }

    @Override
    public Field activator() {
        return Field.adopt(settings.gridSize(), a);
    }

    @Override
    public Field inhibitor() {
        return Field.adopt(settings.gridSize(), h);
    }

    @Override
    public FieldSnapshot snapshot() {
        return new FieldSnapshot(
                settings,
                counters(),
                potential().copy(),
                activator().copy(),
                inhibitor().copy(),
                growth.state(),
                noise.state());
    }
}
