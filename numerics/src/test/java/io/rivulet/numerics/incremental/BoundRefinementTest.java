// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The error of one x enclosed from both sides; that both sides hold, [BoundsUnderStressTest] and [BoundQualityTest]
/// see
/// to.
class BoundRefinementTest {
    private static final int SIDE = Boolean.getBoolean("rivulet.long") ? 1_000 : 120;

    private static BoundRefinement.Enclosure refined(SolverEngine engine) {
        BoundRefinement refinement = Objects.requireNonNull(engine.refineBound());
        refinement.advance(Long.MAX_VALUE);
        assertThat(refinement.ended()).isTrue();
        assertThat(refinement.advance(1)).isZero();
        return refinement.result();
    }

    /// The true error is told by a solution with four digits more.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"CG | poisson2d,nx=%1$d,ny=%1$d", "BICGSTAB | random_dd,n=%2$d,nnz_per_row=6,alpha=0.9,seed=7"})
    void isNarrowOnLargeSystems(Method method, String recipe) {
        var a = Gallery.generate(Gallery.parse(String.format(recipe, SIDE, SIDE * SIDE)));
        double[] b = new Random(1).doubles(a.rows(), -1, 1).toArray();
        LinearSystem system = new LinearSystem(a, DenseVector.adopt(b));
        SolverEngine engine = Engines.open(system, method, PreconditionerKind.AUTO, options(1e-8));
        double told =
                Objects.requireNonNull(Engines.rest(engine).last().bound()).value();
        BoundRefinement.Enclosure enclosure = refined(engine);
        double[] y = y(system);
        double error = 0.0;
        for (int i = 0; i < y.length; i++) {
            error = Math.max(error, Math.abs(engine.x().get(i) - y[i]));
        }
        assertThat(enclosure.upper().value()).isLessThan(told).isBetween(0.99 * error, 10 * error);
        assertThat(enclosure.lower()).isBetween(error / 10, 1.01 * error);
        assertThat(enclosure.upper().certified()).isTrue();
        assertThat(enclosure.upper().certificate()).endsWith(",refined");
    }

    private static double[] y(LinearSystem system) {
        SolverEngine engine = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, options(1e-11));
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
        return engine.x().values();
    }

    private static EngineOptions options(double tolerance) {
        return new EngineOptions(tolerance, 0.0, null, 10_000, 0, new XSelection.None(), 0.0, 1);
    }

    private static CostUpdate change() {
        return new CostUpdate(
                null,
                SparseVector.EMPTY,
                SparseVector.adopt(new int[] {5}, new double[] {3.0}),
                List.of(new EntryChange(7, 7, 30.0, null), new EntryChange(1, 9, -0.01, null)));
    }

    @Test
    void isTheSameHoweverTheWorkIsCutAndWhateverTheEngineDoesMeanwhile() {
        for (Method method : List.of(Method.HYBRID, Method.BICGSTAB, Method.CG)) {
            LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(75, 0.1));
            SolverEngine engine = Engines.open(system, method, PreconditionerKind.AUTO, Engines.options());
            Engines.rest(engine);
            BoundRefinement.Enclosure whole = refined(engine);
            BoundRefinement pieces = Objects.requireNonNull(engine.refineBound());
            pieces.advance(1);
            engine.apply(new RevisedUpdate(1, change()));
            while (!pieces.ended()) {
                pieces.advance(1);
                engine.advance(100);
            }
            assertThat(pieces.result()).as("%s", method).isEqualTo(whole);
            Engines.rest(engine);
            assertThat(engine.solvedRevision()).isEqualTo(1);
        }
    }

    @Test
    void changesNothingOfTheEngine() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(40, 0.1));
        SolverEngine alone = Engines.hybrid(system);
        SolverEngine asked = Engines.hybrid(system);
        for (SolverEngine engine : List.of(alone, asked)) {
            Engines.rest(engine);
            if (engine == asked) {
                refined(engine);
            }
            engine.apply(new RevisedUpdate(1, change()));
            Engines.rest(engine);
        }
        assertThat(asked.x()).isEqualTo(alone.x());
        assertThat(asked.bound()).isEqualTo(alone.bound());
    }

    @Test
    void isNotToBeHadWithoutACertificateOrBetweenTwoStates() {
        SolverEngine general = Engines.hybrid(RandomSystems.of(RandomSystems.Kind.GENERAL, 30, new Random(2)));
        Engines.rest(general);
        assertThat(general.refineBound()).isNull();
        SolverEngine changing = Engines.hybrid(RandomSystems.manufactured(RandomSystems.grid(10, 0.1)));
        Engines.rest(changing);
        changing.apply(new RevisedUpdate(1, change()));
        assertThat(changing.refineBound()).isNull();
    }
}
