// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Options whose effect a client sees.
class EngineOptionsTest {
    private static LinearSystem grid(double load) {
        var a = Gallery.generate(new GalleryRecipe.Poisson2d(60, 60));
        double[] b = new double[a.rows()];
        Arrays.fill(b, load);
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    @Test
    void anAbsoluteToleranceIsEnoughByItself() {
        LinearSystem system = grid(1e-4);
        EngineOptions options = new EngineOptions(1e-12, 1e-6, null, 10_000, 0, new XSelection.None(), 0, 1);
        SolverEngine engine = Engines.open(system, Method.CG, PreconditionerKind.NONE, options);
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop().converged()).isTrue();
        TrueResidual residual = TrueResidual.of(system, engine.x());
        assertThat(residual.norm2()).isLessThanOrEqualTo(1e-6);
        assertThat(residual.relative()).as("not solved further than asked").isGreaterThan(1e-8);
    }

    @Test
    void anEntryCountsAsChangedWhenItMovedByMoreThanTheDeadband() {
        double deadband = 0.05;
        EngineOptions options = new EngineOptions(1e-10, 0, null, 10_000, 0, new XSelection.None(), deadband, 1);
        SolverEngine engine = Engines.open(grid(1), Method.HYBRID, PreconditionerKind.AUTO, options);
        Engines.rest(engine);
        double[] before = engine.x().values().clone();
        engine.apply(new RevisedUpdate(1, CostUpdate.delta(SparseVector.adopt(new int[] {1_830}, new double[] {0.5}))));
        RepairOutcome outcome = Engines.rest(engine).last();
        double[] after = engine.x().values();
        double[] moved = new double[before.length];
        Arrays.setAll(moved, i -> Math.abs(after[i] - before[i]));
        long changed = Arrays.stream(moved).filter(by -> by > deadband).count();
        assertThat(changed).isBetween(10L, 2_000L);
        assertThat(outcome.changed()).isEqualTo((int) changed);
    }
}
