// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.kernels.Reaction;
import io.rivulet.fields.kernels.RowLoops;
import io.rivulet.fields.kernels.Stencil;

/// Explicit Euler with step 1 on three fields. In this order: perhaps a growth event; diffusion of the potential;
/// reaction and diffusion of activator and inhibitor from their old values, which raise the potential where the
/// activator is above its threshold; perhaps noise; then the potential is clamped.
///
/// **Thread** one at a time. **Cost** per step of an N×N field: three stencils over N² cells; nothing is allocated.
public final class ExplicitEngine extends SteppedEngine {
    /// Least potential, in volts.
    public static final double LEAST_VOLTS = -0.095;

    /// Largest potential, in volts.
    public static final double LARGEST_VOLTS = 0.040;

    /// What a cell above the threshold adds to its potential in one unit of time.
    public static final double BOOST_VOLTS = 0.005;

    private final RowLoops loops;
    private final Reaction reaction;
    private final Stencil around;
    private double[] nextV;
    private double[] nextA;
    private double[] nextH;

    private ExplicitEngine(FieldSnapshot from, RowLoops loops) {
        super(from);
        this.loops = loops;
        this.reaction = reaction(settings);
        this.around = new Stencil(settings.gridSize(), settings.boundary());
        this.nextV = new double[v.length];
        this.nextA = new double[v.length];
        this.nextH = new double[v.length];
    }

    /// At the initial fields that the seed gives.
    public static ExplicitEngine start(FieldSettings settings) {
        return restore(FieldSnapshot.initial(settings));
    }

    /// Going on where the snapshot was taken.
    public static ExplicitEngine restore(FieldSnapshot from) {
        return restore(from, RowLoops.detect());
    }

    /// With given loops; all give the same bits.
    public static ExplicitEngine restore(FieldSnapshot from, RowLoops loops) {
        return new ExplicitEngine(from, loops);
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
        events.grow(v, 1);
        int n = settings.gridSize();
        boolean finite = true;
        for (int i = 0; i < n; i++) {
            int from = i * n;
            loops.diffuse(around.at(v, i), settings.alpha(), nextV);
            if (settings.turing()) {
                turingActivations += loops.activate(around.at(a, i), h, reaction, nextA, nextV);
                loops.inhibit(around.at(h, i), a, reaction, nextH);
                finite &= loops.finite(nextA, from, from + n) && loops.finite(nextH, from, from + n);
            }
            events.addNoise(nextV, from, from + n, 1);
            clampedCells += loops.clamp(nextV, from, from + n, LEAST_VOLTS, LARGEST_VOLTS);
            finite &= loops.finite(nextV, from, from + n);
        }
        swap();
        steps++;
        if (!finite) {
            InstabilityException.requireFinite(steps, v, a, h);
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

    @Override
    public double timeStep() {
        return 1;
    }
}
