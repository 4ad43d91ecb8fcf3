// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import org.junit.jupiter.api.Test;

/// push and random_walk as what a session is asked to use.
class LocalMethodsTest {
    private static SolverEngine open(LinearSystem system, Method method, EngineOptions options) {
        return Engines.open(system, method, PreconditionerKind.AUTO, options);
    }

    private static EngineOptions tolerance(double tolerance, long seed) {
        return new EngineOptions(tolerance, 0.0, null, 10_000, 0, new XSelection.None(), 0.0, seed);
    }

    private static LinearSystem dominant(double alpha) {
        return RandomSystems.manufactured(
                Gallery.generate(new GalleryRecipe.RandomDominant(400, 5, alpha, false, 2, 3)));
    }

    @Test
    void pushSolvesAndItsExitIsCertified() {
        SolverEngine engine = open(dominant(0.9), Method.PUSH, Engines.bound(1e-9));
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop()).isInstanceOf(StopReason.CertifiedBoundMet.class);
        assertThat(engine.method()).isEqualTo("push");
        for (int i = 0; i < 400; i++) {
            assertThat(Math.abs(engine.x().get(i) - Math.sin(i + 1))).isLessThanOrEqualTo(1.1e-9);
        }
    }

    @Test
    void pushFollowsChangesToo() {
        SolverEngine engine =
                open(RandomSystems.manufactured(RandomSystems.grid(30, 0.0)), Method.PUSH, tolerance(1e-8, 0));
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
        engine.apply(new RevisedUpdate(1, CostUpdate.delta(SparseVector.adopt(new int[] {77}, new double[] {9.0}))));
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
        assertThat(TrueResidual.of(engine.system(), engine.x()).relative()).isLessThanOrEqualTo(1e-8);
    }

    @Test
    void randomWalksSolveAndRepeatWithTheirSeed() {
        SolverEngine one = open(dominant(0.5), Method.RANDOM_WALK, tolerance(1e-3, 7));
        assertThat(Engines.rest(one).last().stop()).isInstanceOf(StopReason.ResidualMet.class);
        assertThat(TrueResidual.of(one.system(), one.x()).relative()).isLessThanOrEqualTo(1e-3);
        SolverEngine again = open(dominant(0.5), Method.RANDOM_WALK, tolerance(1e-3, 7));
        SolverEngine other = open(dominant(0.5), Method.RANDOM_WALK, tolerance(1e-3, 8));
        Engines.rest(again, 1_000);
        Engines.rest(other);
        assertThat(again.x()).isEqualTo(one.x());
        assertThat(other.x()).isNotEqualTo(one.x());
    }
}
