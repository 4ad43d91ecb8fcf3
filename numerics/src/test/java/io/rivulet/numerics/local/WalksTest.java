// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WalksTest {
    private static final int WALKS = 20_000;

    /// Standard errors that a mean of [#WALKS] samples may be off in one of about hundred tries: P < 10⁻⁶ in all.
    private static final double STANDARD_ERRORS = 6.0;

    private static void unbiased(
            LinearSystem system, List<BigDecimal> exact, Comparison comparison, int start, long seed) {
        double eta = LocalSystems.cold(system, comparison).eta();
        double[] r = system.b().values();
        Walks walks = new Walks(Rows.of(system.a()), comparison);
        double sum = 0.0;
        double squares = 0.0;
        for (int k = 0; k < WALKS; k++) {
            double sample = walks.sample(r, start, seed, k, Long.MAX_VALUE);
            assertThat(Math.abs(sample)).isLessThanOrEqualTo(eta * (1 + 1e-9));
            sum += sample;
            squares += sample * sample;
        }
        double expected = exact.get(start).doubleValue() / comparison.u(start);
        double deviation = Math.sqrt(Math.max(0, squares / WALKS - sum / WALKS * sum / WALKS) / WALKS);
        assertThat(Math.abs(sum / WALKS - expected))
                .as("seed %d", seed)
                .isLessThanOrEqualTo(STANDARD_ERRORS * deviation + 1e-12 * eta);
    }

    @Test
    void areUnbiasedAndWithinTheirRange() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = LocalSystems.CERTIFIED[seed % 5];
            LinearSystem system = RandomSystems.of(kind, 1 + random.nextInt(8), random);
            Comparison certificate = LocalSystems.certificate(system.a());
            unbiased(system, RandomSystems.exact(system), certificate, random.nextInt(system.rows()), seed);
        }
    }

    @Test
    void passHubsByPrefixSums() {
        Random random = new Random(9);
        LinearSystem system = LocalSystems.withRandomSide(LocalSystems.hubs(70, 2, 0.7, random), random);
        Comparison ones = Comparison.ones(Rows.of(system.a()));
        List<BigDecimal> exact = RandomSystems.exact(system);
        for (int start : new int[] {0, 1, 40}) {
            unbiased(system, exact, ones, start, start);
        }
        Walks walks = new Walks(Rows.of(system.a()), ones);
        for (int k = 0; k < 2_000; k++) {
            walks.sample(system.b().values(), 0, 1, k, Long.MAX_VALUE);
        }
        // A hub's row has 70 entries and is passed several times a walk; read once, it is searched in 7 steps.
        assertThat(walks.work()).isLessThan(2_000 * 70);
        assertThat(walks.longest()).isEqualTo(70);
    }

    @Test
    void repeatWithTheirSeedAndDifferWithAnother() {
        Random random = new Random(2);
        LinearSystem system = LocalSystems.withRandomSide(LocalSystems.hubs(30, 2, 0.9, random), random);
        Comparison ones = Comparison.ones(Rows.of(system.a()));
        Walks one = new Walks(Rows.of(system.a()), ones);
        Walks other = new Walks(Rows.of(system.a()), ones);
        int differ = 0;
        for (int k = 0; k < 200; k++) {
            double first = one.sample(system.b().values(), 3, 77, k, Long.MAX_VALUE);
            assertThat(other.sample(system.b().values(), 3, 77, k, Long.MAX_VALUE))
                    .isEqualTo(first);
            differ += other.sample(system.b().values(), 3, 78, k, Long.MAX_VALUE) != first ? 1 : 0;
        }
        assertThat(differ).isGreaterThan(150);
    }

    @Test
    void sayNothingOnceTheirWorkIsUsedUp() {
        CsrMatrix chain = new TripletBuilder(2)
                .add(0, 0, 1.0)
                .add(0, 1, -1 + 1e-9)
                .add(1, 1, 1.0)
                .add(1, 0, -1 + 1e-9)
                .build();
        Walks walks = new Walks(Rows.of(chain), Comparison.ones(Rows.of(chain)));
        assertThat(walks.sample(new double[] {1, 1}, 0, 0, 0, 10_000)).isNaN();
        assertThat(walks.work()).isBetween(10_000L, 10_010L);
    }

    @Test
    void ofADiagonalMatrixAreExact() {
        CsrMatrix one = new TripletBuilder(1).add(0, 0, -4.0).build();
        Walks walks = new Walks(Rows.of(one), Comparison.ones(Rows.of(one)));
        assertThat(walks.sample(new double[] {2}, 0, 5, 0, 100)).isEqualTo(-0.5);
    }
}
