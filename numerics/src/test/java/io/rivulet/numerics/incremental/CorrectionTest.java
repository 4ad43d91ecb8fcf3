// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.TrueResidual;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an engine does about an x that somebody else has found wrong.
class CorrectionTest {
    private static LinearSystem system(String recipe) {
        CsrMatrix a = Gallery.generate(Gallery.parse(recipe));
        return RandomSystems.manufactured(a);
    }

    private static double residual(SolverEngine engine) {
        return TrueResidual.of(engine.system(), engine.x()).relative();
    }

    @ParameterizedTest
    @EnumSource(Correction.class)
    void eachLeavesAnXThatMeetsTheTolerance(Correction correction) {
        SolverEngine engine = Engines.hybrid(system("random_dd,n=600,nnz_per_row=6,alpha=0.9,seed=4"));
        Engines.rest(engine);
        boolean done = engine.correct(correction, null);
        Engines.Told told = Engines.rest(engine);
        assertThat(told.repairs()).hasSize(done ? 1 : 0);
        assertThat(residual(engine)).isLessThanOrEqualTo(1e-8);
    }

    @Test
    void goesOnFromTheXThatItIsGiven() {
        LinearSystem system = system("poisson2d,nx=30,ny=30");
        SolverEngine engine = Engines.hybrid(system);
        Engines.rest(engine);
        double[] wrong = engine.x().values().clone();
        wrong[17] += 1.0;
        assertThat(engine.correct(Correction.RECOMPUTE_RESIDUAL, DenseVector.copyOf(wrong)))
                .isTrue();
        Engines.Told told = Engines.rest(engine);
        assertThat(told.last().method()).isNotEqualTo("none");
        assertThat(residual(engine)).isLessThanOrEqualTo(1e-8);
        DenseVector shorter = DenseVector.copyOf(new double[3]);
        assertThatThrownBy(() -> engine.correct(Correction.REFINE, shorter))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refiningReachesATenthOfTheToleranceOnce() {
        SolverEngine engine =
                Engines.open(system("poisson2d,nx=40,ny=40"), Method.CG, PreconditionerKind.IC, Engines.options());
        Engines.rest(engine);
        assertThat(residual(engine)).isGreaterThan(1e-9);
        assertThat(engine.correct(Correction.REFINE, null)).isTrue();
        Engines.rest(engine);
        assertThat(residual(engine)).isLessThanOrEqualTo(1e-9);
        assertThat(engine.correct(Correction.RECOMPUTE_RESIDUAL, null)).isTrue();
        assertThat(Engines.rest(engine).last().method()).isEqualTo("none");
    }

    @Test
    void refiningBeyondWhatDoublesHoldStillMeetsWhatWasAsked() {
        LinearSystem system = system("poisson2d,nx=20,ny=20");
        SolverEngine first = Engines.hybrid(system);
        Engines.rest(first);
        // As near to what doubles hold as the engine gets: a tenth of it is out of reach.
        double asked = 2 * attainable(system);
        SolverEngine engine = Engines.open(
                system,
                Method.HYBRID,
                PreconditionerKind.AUTO,
                new EngineOptions(asked, 0.0, null, 10_000, 0, new XSelection.Full(), 0.0, 1));
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
        engine.correct(Correction.REFINE, null);
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
    }

    private static double attainable(LinearSystem system) {
        SolverEngine engine = Engines.open(
                system,
                Method.HYBRID,
                PreconditionerKind.AUTO,
                new EngineOptions(1e-30, 0.0, null, 10_000, 0, new XSelection.Full(), 0.0, 1));
        Engines.rest(engine);
        return residual(engine);
    }

    @Test
    void dampingTakesShorterStepsWhereTheMethodHasOne() {
        LinearSystem system = system("random_dd,n=400,nnz_per_row=5,alpha=0.9,seed=2");
        SolverEngine whole = Engines.open(system, Method.JACOBI, PreconditionerKind.AUTO, Engines.options());
        int before = Engines.rest(whole).last().iterations();
        SolverEngine damped = Engines.open(system, Method.JACOBI, PreconditionerKind.AUTO, Engines.options());
        assertThat(damped.correct(Correction.DAMP, null)).isTrue();
        Engines.Told told = Engines.rest(damped);
        assertThat(told.last().stop().converged()).isTrue();
        assertThat(told.last().iterations()).isNotEqualTo(before);
        SolverEngine cg =
                Engines.open(system("poisson2d,nx=9,ny=9"), Method.CG, PreconditionerKind.IC, Engines.options());
        assertThat(cg.correct(Correction.DAMP, null)).isFalse();
    }

    @Test
    void aStrongerPreconditionerAnotherMethodAndEliminationAreOnesThatThePlanLacked() {
        SolverEngine engine = Engines.hybrid(system("random_dd,n=1500,nnz_per_row=6,alpha=0.8,seed=9"));
        Engines.rest(engine);
        String weak = engine.preconditioner();
        assertThat(engine.correct(Correction.STRONGER_PRECONDITIONER, null)).isTrue();
        assertThat(engine.preconditioner()).isNotEqualTo(weak).isEqualTo("ilu");
        Engines.rest(engine);
        String method = engine.method();
        assertThat(engine.correct(Correction.SWITCH_METHOD, null)).isTrue();
        assertThat(engine.method()).isNotEqualTo(method);
        Engines.rest(engine);
        boolean eliminates = engine.method().endsWith("_lu");
        assertThat(engine.correct(Correction.DIRECT, null)).isEqualTo(!eliminates);
        Engines.rest(engine);
        assertThat(engine.method()).isEqualTo("dense_lu");
        assertThat(engine.correct(Correction.DIRECT, null)).isFalse();
        assertThat(engine.correct(Correction.STRONGER_PRECONDITIONER, null)).isFalse();
    }

    @Test
    void aMethodThatWasAskedForByNameStays() {
        SolverEngine engine =
                Engines.open(system("poisson2d,nx=12,ny=12"), Method.CG, PreconditionerKind.JACOBI, Engines.options());
        Engines.rest(engine);
        assertThat(engine.correct(Correction.STRONGER_PRECONDITIONER, null)).isFalse();
        assertThat(engine.correct(Correction.SWITCH_METHOD, null)).isFalse();
        assertThat(engine.correct(Correction.DIRECT, null)).isFalse();
        assertThat(engine.method()).isEqualTo("cg");
        assertThat(engine.correct(Correction.REFRESH_PRECONDITIONER, null)).isTrue();
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
    }
}
