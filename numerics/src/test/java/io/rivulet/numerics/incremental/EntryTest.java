// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.local.EntryBound;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.local.EntryGradient;
import io.rivulet.numerics.local.EntryMethod;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static double error(EntryEstimate estimate, List<BigDecimal> exact) {
        return new BigDecimal(estimate.value())
                .subtract(exact.get(estimate.index()))
                .abs()
                .doubleValue();
    }

    @Test
    void isWithinItsCertifiedBoundBeforeAndAfterASolve() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = RandomSystems.Kind.values()[seed % 2];
            LinearSystem system = RandomSystems.of(kind, 2 + random.nextInt(20), random);
            List<BigDecimal> exact = RandomSystems.exact(system);
            SolverEngine engine = Engines.hybrid(system);
            engine.advance(1);
            while (engine.bound() == null) {
                engine.advance(1);
            }
            int i = random.nextInt(system.rows());
            EntryEstimate local = engine.entry(i, 1e-6);
            assertThat(local.bound()).isInstanceOf(EntryBound.Certified.class);
            assertThat(local.bound().orNull()).isNotNull().isLessThanOrEqualTo(1e-6);
            assertThat(error(local, exact))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(local.bound().orNull());
            Engines.rest(engine);
            EntryEstimate fine = engine.entry(i, 1e-13);
            assertThat(fine.bound().orNull()).isNotNull();
            assertThat(error(fine, exact))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(fine.bound().orNull());
        }
    }

    @Test
    void ofAChangedSystemNeedsNoSolve() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(200, 1.0));
        SolverEngine engine = Engines.hybrid(system);
        long cold = Engines.rest(engine).work();
        SparseVector change = SparseVector.adopt(new int[] {20_100}, new double[] {1.0});
        engine.apply(new RevisedUpdate(1, CostUpdate.delta(change)));
        EntryEstimate estimate = engine.entry(20_100, 1e-5);
        assertThat(estimate.method()).isEqualTo(EntryMethod.DUAL_PUSH);
        assertThat(estimate.work()).isLessThan(cold / 10);
        Engines.rest(engine);
        assertThat(Math.abs(engine.x().get(20_100) - estimate.value())).isLessThan(2e-5);
    }

    @Test
    void withoutACertificateSaysNothingAboutItsError() {
        LinearSystem system = RandomSystems.of(RandomSystems.Kind.GENERAL, 20, new Random(8));
        SolverEngine engine = Engines.hybrid(system);
        Engines.rest(engine);
        EntryEstimate estimate = engine.entry(3, 1e-6);
        assertThat(estimate.bound()).isInstanceOf(EntryBound.None.class);
        assertThat(estimate.bound().orNull()).isNull();
        assertThat(estimate.value()).isEqualTo(engine.x().get(3));
    }

    @Test
    void isDrawnWhereAPushWouldReachTheWholeGraph() {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.RandomDominant(30_000, 5, 0.9, false, 0, 4));
        LinearSystem system = RandomSystems.manufactured(a);
        SolverEngine engine = Engines.hybrid(system);
        while (engine.bound() == null) {
            engine.advance(1);
        }
        double error = 0.02 * Objects.requireNonNull(engine.bound()).value();
        EntryEstimate estimate = engine.entry(12_345, error, 1_500_000);
        assertThat(estimate.method()).isEqualTo(EntryMethod.BIDIRECTIONAL);
        assertThat(estimate.bound())
                .isEqualTo(engine.entry(12_345, error, 1_500_000).bound());
        assertThat(estimate.bound()).isInstanceOfSatisfying(EntryBound.Statistical.class, bound -> {
            assertThat(bound.value()).isLessThanOrEqualTo(error);
            assertThat(bound.seed()).isEqualTo(Engines.options().seed());
            assertThat(Math.abs(estimate.value() - Math.sin(12_346))).isLessThanOrEqualTo(bound.value());
        });
    }

    @Test
    void ofManyTogetherIsReadOffWithTheBoundThereIs() {
        SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(RandomSystems.grid(20, 1.0)));
        Engines.rest(engine);
        int[] few = {0, 399};
        assertThat(engine.entries(few, 1e-12))
                .allMatch(e -> e.method() == EntryMethod.DUAL_PUSH && e.bound().within(1e-12));
        int[] many = IntStream.range(0, 400).toArray();
        List<EntryEstimate> all = engine.entries(many, 1e-12);
        assertThat(all).allMatch(e -> e.method() == EntryMethod.PRESENT && e.work() == 1);
        for (EntryEstimate each : all) {
            assertThat(Math.abs(each.value() - Math.sin(each.index() + 1.0)))
                    .isLessThanOrEqualTo(each.bound().orNull() + 1e-15);
        }
    }

    @Test
    void whileXIsBetweenTwoStatesNothingIsSaid() {
        SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(RandomSystems.grid(60, 0.1)));
        engine.advance(100_000);
        engine.apply(new RevisedUpdate(1, CostUpdate.delta(SparseVector.adopt(new int[] {5}, new double[] {1.0}))));
        EntryEstimate estimate = engine.entry(5, 1e-3);
        assertThat(estimate.bound()).isInstanceOf(EntryBound.None.class);
        assertThat(estimate.reason()).contains("between two states");
    }

    @Test
    void itsGradientForetellsWhatAChangeOfBWillDo() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(40, 0.5));
        SolverEngine engine = Engines.hybrid(system);
        assertThat(engine.gradient(3, 1e-6, 1_000_000)).isNull();
        Engines.rest(engine);
        EntryGradient gradient = Objects.requireNonNull(engine.gradient(820, 1e-10, 4_000_000));
        assertThat(gradient.reached()).isTrue();
        assertThat(gradient.row().indices()[0]).isEqualTo(820);
        double before = engine.x().get(820);
        int moved = gradient.row().indices()[7];
        engine.apply(new RevisedUpdate(1, CostUpdate.delta(SparseVector.adopt(new int[] {moved}, new double[] {3.0}))));
        EntryEstimate after = engine.entry(820, 1e-10);
        assertThat(after.bound().within(1e-10)).isTrue();
        assertThat(after.value() - before).isCloseTo(3 * gradient.row().values()[7], within(1e-6));
    }

    @Test
    void itsGradientFollowsChangesOfTheMatrix() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(10, 0.5));
        SolverEngine engine = Engines.hybrid(system);
        Engines.rest(engine);
        assertThat(engine.gradient(0, 1e-9, 1_000_000)).isNotNull();
        engine.apply(new RevisedUpdate(
                1,
                new CostUpdate(
                        null, SparseVector.EMPTY, SparseVector.EMPTY, List.of(new EntryChange(0, 0, 2.01, null)))));
        EntryGradient gradient = Objects.requireNonNull(engine.gradient(0, 1e-9, 1_000_000));
        double[] unit = new double[100];
        unit[0] = 1.0;
        List<BigDecimal> row =
                RandomSystems.exact(new LinearSystem(engine.system().a().transpose(), DenseVector.adopt(unit)));
        for (int k = 0; k < gradient.row().indices().length; k++) {
            assertThat(gradient.row().values()[k])
                    .isCloseTo(row.get(gradient.row().indices()[k]).doubleValue(), within(gradient.bound()));
        }
    }
}
