// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocalEntryTest {
    private static final int REPEATS = 2_000;
    private static final double DELTA = 0.05;
    private static final double MOST_MISSES = DELTA * REPEATS + 5 * Math.sqrt(DELTA * (1 - DELTA) * REPEATS);

    private static EntryEstimate cold(LinearSystem system, int target, LocalEntry.Ask ask) {
        Rows rows = Rows.of(system.a());
        Comparison ones = Comparison.ones(rows);
        return LocalEntry.estimate(rows, ones, LocalSystems.cold(system, ones), target, ask);
    }

    private static LocalEntry.Ask statistical(double error, long budget, int cells, long seed) {
        return new LocalEntry.Ask(error, budget, 1, cells, DELTA, seed);
    }

    @Test
    void isWithinItsBoundWhateverIsAsked() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = LocalSystems.CERTIFIED[seed % LocalSystems.CERTIFIED.length];
            LinearSystem system = RandomSystems.of(kind, 1 + random.nextInt(16), random);
            List<BigDecimal> exact = RandomSystems.exact(system);
            Comparison certificate = LocalSystems.certificate(system.a());
            Iterate known = random.nextInt(3) == 0
                    ? LocalSystems.warm(system, certificate, LocalSystems.near(exact, 1e-6, random))
                    : LocalSystems.cold(system, certificate);
            int target = random.nextInt(system.rows());
            double size = known.eta() * certificate.u(target);
            double error = Math.max(Double.MIN_NORMAL, size * Math.pow(10, 1 - random.nextInt(8)));
            LocalEntry.Ask ask = LocalEntry.Ask.of(error, 1L << random.nextInt(6, 20), seed);
            EntryEstimate estimate = LocalEntry.estimate(Rows.of(system.a()), certificate, known, target, ask);
            Double bound = estimate.bound().orNull();
            assertThat(bound).as("%s seed %d", kind, seed).isNotNull();
            assertThat(LocalSystems.error(estimate.value(), exact.get(target)))
                    .as("%s seed %d by %s", kind, seed, estimate.method())
                    .isLessThanOrEqualTo(bound);
            assertThat(estimate.reason()).isNotBlank();
        }
    }

    @Test
    void walksAloneMissTheirBoundNoMoreOftenThanTheySay() {
        Random random = new Random(31);
        LinearSystem system = LocalSystems.withRandomSide(LocalSystems.hubs(12, 1, 0.6, random), random);
        BigDecimal exact = RandomSystems.exact(system).get(4);
        Comparison ones = Comparison.ones(Rows.of(system.a()));
        double eta = LocalSystems.cold(system, ones).eta();
        int misses = 0;
        double sum = 0.0;
        for (int seed = 0; seed < REPEATS; seed++) {
            EntryEstimate estimate = cold(system, 4, statistical(0.12 * eta, 200_000, 0, seed));
            assertThat(estimate.method()).isEqualTo(EntryMethod.WALKS);
            assertThat(estimate.bound()).isInstanceOf(EntryBound.Statistical.class);
            assertThat(estimate.bound().within(0.12 * eta)).isTrue();
            misses += LocalSystems.error(estimate.value(), exact)
                            > estimate.bound().orNull()
                    ? 1
                    : 0;
            sum += estimate.value() / REPEATS;
        }
        assertThat((double) misses).isLessThan(MOST_MISSES);
        // The mean over the repeats closes in on the entry: no bias of the size of a single estimate's error is left.
        assertThat(sum).isCloseTo(exact.doubleValue(), org.assertj.core.data.Offset.offset(0.003 * eta));
    }

    @Test
    void walksFromTheRestOfAPushMissTheirBoundNoMoreOftenThanTheySay() {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.RandomDominant(60, 5, 0.8, false, 0, 8));
        LinearSystem system = LocalSystems.withRandomSide(a, new Random(8));
        BigDecimal exact = RandomSystems.exact(system).get(17);
        Comparison ones = Comparison.ones(Rows.of(a));
        double eta = LocalSystems.cold(system, ones).eta();
        int misses = 0;
        int bidirectional = 0;
        for (int seed = 0; seed < REPEATS; seed++) {
            // Too few cells for a push to reach the error alone.
            EntryEstimate estimate = cold(system, 17, statistical(0.06 * eta, 60_000, 20, seed));
            bidirectional += estimate.method() == EntryMethod.BIDIRECTIONAL ? 1 : 0;
            misses += LocalSystems.error(estimate.value(), exact)
                            > estimate.bound().orNull()
                    ? 1
                    : 0;
        }
        assertThat(bidirectional).isEqualTo(REPEATS);
        assertThat((double) misses).isLessThan(MOST_MISSES);
    }

    @Test
    void aStatisticalBoundCarriesItsProbabilityAndSeedAndRepeatsWithThem() {
        LinearSystem system = LocalSystems.withRandomSide(
                Gallery.generate(new GalleryRecipe.RandomDominant(5_000, 5, 0.9, false, 0, 1)), new Random(1));
        Comparison ones = Comparison.ones(Rows.of(system.a()));
        double error = 0.05 * LocalSystems.cold(system, ones).eta();
        EntryEstimate first = cold(system, 9, new LocalEntry.Ask(error, 150_000, 1, 500, 1e-6, 42));
        EntryEstimate again = cold(system, 9, new LocalEntry.Ask(error, 150_000, 1, 500, 1e-6, 42));
        EntryEstimate other = cold(system, 9, new LocalEntry.Ask(error, 150_000, 1, 500, 1e-6, 43));
        assertThat(first.bound()).isInstanceOfSatisfying(EntryBound.Statistical.class, bound -> {
            assertThat(bound.delta()).isEqualTo(1e-6);
            assertThat(bound.seed()).isEqualTo(42);
            assertThat(bound.wireName()).isEqualTo("statistical");
        });
        assertThat(again).isEqualTo(first);
        assertThat(other.value()).isNotEqualTo(first.value());
    }

    @Test
    void weakDominanceIsNeverCertifiedByOnes() {
        for (CsrMatrix a : List.of(
                RandomSystems.grid(12, 0.0),
                Gallery.generate(new GalleryRecipe.PathLaplacian(40)),
                new TripletBuilder(2)
                        .add(0, 0, 1)
                        .add(0, 1, 2)
                        .add(1, 0, 1)
                        .add(1, 1, 5)
                        .build())) {
            EntryEstimate estimate =
                    cold(LocalSystems.withRandomSide(a, new Random(3)), 1, LocalEntry.Ask.of(1e-2, 1_000_000, 0));
            assertThat(estimate.bound()).isInstanceOf(EntryBound.None.class);
            assertThat(estimate.bound().within(Double.MAX_VALUE)).isFalse();
            assertThat(estimate.reason()).contains("no certificate");
        }
    }

    @Test
    void aGridWithAVectorOfItsOwnIsCertifiedThoughItIsWeaklyDominant() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(12, 0.0));
        Comparison certificate = LocalSystems.certificate(system.a());
        Iterate known = LocalSystems.cold(system, certificate);
        double error = 1e-3 * known.eta() * certificate.u(70);
        EntryEstimate estimate = LocalEntry.estimate(
                Rows.of(system.a()), certificate, known, 70, LocalEntry.Ask.of(error, 4_000_000, 0));
        assertThat(estimate.bound()).isInstanceOf(EntryBound.Certified.class);
        assertThat(estimate.bound().within(error)).isTrue();
        assertThat(Math.abs(estimate.value() - Math.sin(71))).isLessThanOrEqualTo(error);
    }

    @Test
    void ofOneUnknownOrNoRightHandSideIsExact() {
        CsrMatrix one = new TripletBuilder(1).add(0, 0, -8.0).build();
        EntryEstimate eighth =
                cold(new LinearSystem(one, DenseVector.adopt(new double[] {1})), 0, LocalEntry.Ask.of(1e-12, 100, 0));
        assertThat(eighth.value()).isEqualTo(-0.125);
        assertThat(eighth.bound().within(1e-12)).isTrue();
        EntryEstimate zero = cold(
                new LinearSystem(RandomSystems.grid(5, 1), DenseVector.adopt(new double[25])),
                3,
                LocalEntry.Ask.of(1e-300, 100, 0));
        assertThat(zero.value()).isZero();
        assertThat(zero.bound()).isEqualTo(new EntryBound.Certified(0.0));
        assertThat(zero.method()).isEqualTo(EntryMethod.PRESENT);
    }

    @Test
    void keepsToItsBudgetAndToItsCells() {
        LinearSystem system = LocalSystems.withRandomSide(
                Gallery.generate(new GalleryRecipe.RandomDominant(50_000, 5, 0.95, false, 0, 5)), new Random(5));
        for (long budget : new long[] {1, 100, 10_000, 300_000}) {
            EntryEstimate estimate = cold(system, 7, LocalEntry.Ask.of(1e-6, budget, 0));
            // A push and its proof take a row more than is left, twice.
            assertThat(estimate.work()).isLessThan(2 * budget + 100);
            assertThat(estimate.bound()).isInstanceOf(EntryBound.Certified.class);
        }
        EntryEstimate small = cold(system, 7, new LocalEntry.Ask(1e-6, 1_000_000, 1, 50, 1e-6, 0));
        assertThat(small.work()).isLessThan(2_000_000);
    }

    @Test
    void oneOfManyIsReadOff() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(10, 1.0));
        EntryEstimate estimate =
                cold(system, 3, new LocalEntry.Ask(1e-9, 1_000_000, EntryChoice.MANY + 1, LocalEntry.CELLS, 1e-6, 0));
        assertThat(estimate.method()).isEqualTo(EntryMethod.PRESENT);
        assertThat(estimate.work()).isEqualTo(1);
    }

    @Test
    void refusesAQuestionWithoutAnError() {
        assertThatThrownBy(() -> LocalEntry.Ask.of(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LocalEntry.Ask(1, 1, 1, 1, 1.0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
