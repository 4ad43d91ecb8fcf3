// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.engine.FieldSnapshot;
import io.rivulet.fields.engine.InstabilityException;
import io.rivulet.fields.engine.SteppedEngine;
import io.rivulet.fields.kernels.RowLoops;
import io.rivulet.numerics.kernels.Execution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Backward Euler with any step dt, in two parts (Lie splitting, of order 1): first what happens in each cell, growth
/// events, reaction, the boost of the potential and noise, scaled to dt; then the diffusion of each field, a linear
/// system I − dt·D·L that the solver keeps from step to step. Diffusion is stable for every dt and keeps each field
/// between its bounds.
///
/// Growth events are drawn for each unit of time that a step completes, so that a run has the events of the explicit
/// one with the same seed. Of the snapshot, steps are implicit ones; it is to be restored with the same dt.
///
/// **Thread** one at a time. **Cost** of a step O(N² log N) from a direct solve, else that of the solver.
public final class ImplicitEngine extends SteppedEngine {
    private static final double BOOST_VOLTS_PER_TIME = ExplicitEngine.BOOST_VOLTS;

    private final ImplicitSettings implicit;
    private final ReactionStep reaction;
    private final DiffusionSolve solveV;
    private final @Nullable DiffusionSolve solveA;
    private final @Nullable DiffusionSolve solveH;
    private List<SolveReport> solves = List.of();

    private ImplicitEngine(FieldSnapshot from, ImplicitSettings implicit, Execution execution) {
        super(from);
        this.implicit = implicit;
        this.reaction = new ReactionStep(settings, implicit.timeStep());
        this.solveV = solve("potential", settings.alpha(), v, execution);
        this.solveA = settings.turing() ? solve("activator", settings.activatorDiffusion(), a, execution) : null;
        this.solveH = settings.turing() ? solve("inhibitor", settings.inhibitorDiffusion(), h, execution) : null;
    }

    /// At the initial fields that the seed gives.
    public static ImplicitEngine start(FieldSettings settings, ImplicitSettings implicit) {
        return restore(FieldSnapshot.initial(settings), implicit, Execution.serial());
    }

    /// Going on where the snapshot was taken. With [Start#TRANSFORMED] the run is the undisturbed one bit for bit, with
    /// [Start#PREVIOUS] within the bounds of its solves.
    public static ImplicitEngine restore(FieldSnapshot from, ImplicitSettings implicit, Execution execution) {
        return new ImplicitEngine(from, implicit, execution);
    }

    private DiffusionSolve solve(String field, double diffusion, double[] first, Execution execution) {
        return new DiffusionSolve(
                field,
                settings.gridSize(),
                settings.boundary(),
                implicit.timeStep() * diffusion,
                implicit,
                first,
                execution);
    }

    @Override
    public void step() {
        double dt = implicit.timeStep();
        long due = (long) Math.floor((steps + 1) * dt) - (long) Math.floor(steps * dt);
        events.grow(v, due);
        react(dt);
        events.addNoise(v, 0, v.length, dt);
        clampedCells +=
                RowLoops.detect().clamp(v, 0, v.length, ExplicitEngine.LEAST_VOLTS, ExplicitEngine.LARGEST_VOLTS);
        steps++;
        requireFinite();
        diffuse();
    }

    private void react(double dt) {
        if (!settings.turing()) {
            return;
        }
        double threshold = settings.threshold();
        double boost = BOOST_VOLTS_PER_TIME * dt;
        for (int k = 0; k < v.length; k++) {
            double next = reaction.activator(a[k], h[k]);
            h[k] = reaction.inhibitor(h[k], next);
            a[k] = next;
            if (next > threshold) {
                v[k] += boost;
                turingActivations++;
            }
        }
    }

    private void diffuse() {
        List<SolveReport> reports = new ArrayList<>(3);
        reports.add(solveV.solve(v));
        RowLoops.detect().clamp(v, 0, v.length, ExplicitEngine.LEAST_VOLTS, ExplicitEngine.LARGEST_VOLTS);
        if (solveA != null && solveH != null) {
            reports.add(solveA.solve(a));
            reports.add(solveH.solve(h));
            RowLoops.detect().clamp(a, 0, a.length, 0, 1);
            RowLoops.detect().clamp(h, 0, h.length, 0, 1);
        }
        solves = List.copyOf(reports);
    }

    private void requireFinite() {
        InstabilityException.requireFinite(steps, v, a, h);
    }

    /// How the systems of the last step were solved: potential, activator, inhibitor. Empty before the first.
    public List<SolveReport> solves() {
        return solves;
    }

    public ImplicitSettings implicitSettings() {
        return implicit;
    }

    /// Method and preconditioner that the solver keeps for the potential, by their wire names.
    public String method() {
        return solveV.method();
    }

    @Override
    public double timeStep() {
        return implicit.timeStep();
    }
}
