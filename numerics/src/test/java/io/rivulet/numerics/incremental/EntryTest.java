// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
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
            assertThat(local.kind()).isEqualTo("certified");
            assertThat(local.errorBound()).isNotNull().isLessThanOrEqualTo(1e-6);
            assertThat(error(local, exact)).as("seed %d", seed).isLessThanOrEqualTo(local.errorBound());
            Engines.rest(engine);
            EntryEstimate fine = engine.entry(i, 1e-13);
            assertThat(fine.errorBound()).isNotNull();
            assertThat(error(fine, exact)).as("seed %d", seed).isLessThanOrEqualTo(fine.errorBound());
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
        assertThat(estimate.method()).isEqualTo("dual_push");
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
        assertThat(estimate.kind()).isEqualTo("none");
        assertThat(estimate.errorBound()).isNull();
        assertThat(estimate.value()).isEqualTo(engine.x().get(3));
    }
}
