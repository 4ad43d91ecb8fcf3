// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static io.rivulet.numerics.incremental.Engines.delta;
import static io.rivulet.numerics.incremental.Engines.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalTrialTest {
    private static final long BUDGET = 500_000;

    @ParameterizedTest
    @EnumSource(
            value = RandomSystems.Kind.class,
            names = {"STRICT", "STRICT_SYMMETRIC", "SCALED_COLUMNS"})
    void itsXAnswersTheChangedSystemWithinItsResidualAndItsBound(RandomSystems.Kind kind) {
        int found = 0;
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            LinearSystem opened = RandomSystems.of(kind, 5 + random.nextInt(60), random);
            SolverEngine engine = Engines.hybrid(opened);
            List<CostUpdate> updates = new ArrayList<>();
            for (int k = 0; k < random.nextInt(4); k++) {
                updates.add(RandomSystems.update(opened, true, random));
                engine.apply(new RevisedUpdate(k + 1, updates.getLast()));
            }
            Engines.rest(engine);
            for (int k = 0; k < 5; k++) {
                CostUpdate change = RandomSystems.update(opened, true, random);
                TrialOutcome outcome = engine.tryLocally(change, new XSelection.Full(), 3, BUDGET);
                if (outcome == null) {
                    continue;
                }
                found++;
                List<CostUpdate> all = new ArrayList<>(updates);
                all.add(change);
                LinearSystem changed = Replay.apply(opened, all);
                DenseVector x = Objects.requireNonNull(outcome.x());
                TrueResidual exact = TrueResidual.of(changed, x);
                assertThat(outcome.relativeResidual()).isLessThanOrEqualTo(1e-8);
                assertThat(Math.abs(outcome.absoluteResidual() - exact.norm2()))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(1e-12 * exact.norm2() + 1e-300);
                double error = RandomSystems.error(x, RandomSystems.exact(changed));
                assertThat(Objects.requireNonNull(outcome.bound()).value())
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(error);
            }
        }
        assertThat(found).isGreaterThan(40);
    }

    @ParameterizedTest
    @EnumSource(
            value = RandomSystems.Kind.class,
            names = {"STRICT", "STRICT_SYMMETRIC", "CHAINED"})
    void anEngineThatTriedDoesTheSameAsOneThatDidNot(RandomSystems.Kind kind) {
        for (int seed = 0; seed < 15; seed++) {
            Random random = new Random(seed);
            LinearSystem opened = RandomSystems.of(kind, 5 + random.nextInt(80), random);
            SolverEngine trying = Engines.hybrid(opened);
            SolverEngine plain = Engines.hybrid(opened);
            for (long revision = 1; revision <= 25; revision++) {
                CostUpdate update = RandomSystems.update(opened, true, random);
                CostUpdate change = RandomSystems.update(opened, true, random);
                trying.apply(new RevisedUpdate(revision, update));
                plain.apply(new RevisedUpdate(revision, update));
                long units = random.nextInt(3) == 0 ? 0 : random.nextInt(2000);
                trying.advance(units);
                plain.advance(units);
                trying.tryLocally(change, new XSelection.Full(), 16, BUDGET);
                TrialBase base = trying.trialBase();
                assertThat(base.x().values()).containsExactly(plain.x().values());
                assertThat(trying.bound()).isEqualTo(plain.bound());
            }
            Engines.Told mine = Engines.rest(trying);
            Engines.Told theirs = Engines.rest(plain);
            assertThat(trying.x().values())
                    .as("seed %d", seed)
                    .containsExactly(plain.x().values());
            assertThat(mine.work()).isEqualTo(theirs.work());
            assertThat(trying.revision()).isEqualTo(plain.revision());
            assertThat(trying.bound()).isEqualTo(plain.bound());
        }
    }

    @Test
    void whatItIsTriedOnElsewhereIsTheSystemAsItStandsAndStays() {
        Random random = new Random(3);
        LinearSystem opened = RandomSystems.of(RandomSystems.Kind.STRICT, 40, random);
        SolverEngine engine = Engines.hybrid(opened);
        List<CostUpdate> updates = List.of(entry(3, 30, 0.01), entry(7, 7, 50), delta(2, 4));
        for (int k = 0; k < updates.size(); k++) {
            engine.apply(new RevisedUpdate(k + 1, updates.get(k)));
        }
        Engines.rest(engine);
        TrialBase base = engine.trialBase();
        LinearSystem expected = Replay.apply(opened, updates);
        double[] x = engine.x().values().clone();
        engine.apply(new RevisedUpdate(4, entry(3, 3, 99)));
        engine.apply(new RevisedUpdate(5, delta(1, 9)));
        Engines.rest(engine);
        assertThat(base.revision()).isEqualTo(3);
        assertThat(base.classification()).isNull();
        assertThat(base.system().a().value()).containsExactly(expected.a().value());
        assertThat(base.system().a().column()).containsExactly(expected.a().column());
        assertThat(base.system().b().values()).containsExactly(expected.b().values());
        assertThat(base.x().values()).containsExactly(x);
    }

    @Test
    void aChangeThatTakesTheProofAwayIsNotTriedLocally() {
        LinearSystem grid = RandomSystems.manufactured(RandomSystems.grid(12, 0.5));
        SolverEngine engine = Engines.hybrid(grid);
        Engines.rest(engine);
        assertThat(engine.tryLocally(entry(5, 5, 0.0), new XSelection.Full(), 1, BUDGET))
                .isNull();
        assertThat(engine.tryLocally(entry(5, 5, 4.6), new XSelection.Full(), 1, BUDGET))
                .isNotNull();
        assertThat(engine.tryLocally(delta(5, 1), new XSelection.Full(), 1, 1)).isNull();
    }

    @Test
    void whereABoundIsAskedForItIsMet() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            LinearSystem opened = RandomSystems.of(RandomSystems.Kind.STRICT, 40, random);
            SolverEngine engine = Engines.open(opened, Method.HYBRID, PreconditionerKind.AUTO, Engines.bound(1e-6));
            Engines.rest(engine);
            CostUpdate change = entry(3, 3, 1.5 * opened.a().get(3, 3));
            TrialOutcome outcome = Objects.requireNonNull(engine.tryLocally(change, new XSelection.Full(), 1, BUDGET));
            assertThat(Objects.requireNonNull(outcome.bound()).value()).isLessThanOrEqualTo(1e-6);
            assertThat(outcome.stop().wireName()).isEqualTo("certified");
            DenseVector x = Objects.requireNonNull(outcome.x());
            assertThat(RandomSystems.error(x, RandomSystems.exact(Replay.apply(opened, List.of(change)))))
                    .isLessThanOrEqualTo(outcome.bound().value());
        }
    }

    @Test
    void anInsignificantChangeMovesNothing() {
        LinearSystem grid = RandomSystems.manufactured(RandomSystems.grid(12, 0.5));
        SolverEngine engine = Engines.hybrid(grid);
        Engines.rest(engine);
        TrialOutcome outcome = engine.tryLocally(delta(5, 1e-12), new XSelection.Indices(new int[] {5, 4}), 16, BUDGET);
        assertThat(Objects.requireNonNull(outcome).method()).isEqualTo("none");
        assertThat(outcome.changed()).isZero();
        assertThat(outcome.top().isEmpty()).isTrue();
        assertThat(Objects.requireNonNull(outcome.x()).values())
                .containsExactly(engine.x().get(5), engine.x().get(4));
    }

    @Test
    void theEntriesThatMoveMostAreToldByIndex() {
        LinearSystem grid = RandomSystems.manufactured(RandomSystems.grid(20, 0.5));
        SolverEngine engine = Engines.hybrid(grid);
        Engines.rest(engine);
        TrialOutcome outcome =
                Objects.requireNonNull(engine.tryLocally(delta(210, 3), new XSelection.Full(), 5, BUDGET));
        double[] x = Objects.requireNonNull(outcome.x()).values();
        double[] before = engine.x().values();
        Integer[] order = new Integer[x.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(Math.abs(x[j] - before[j]), Math.abs(x[i] - before[i])));
        int[] top = Arrays.stream(order).limit(5).mapToInt(i -> i).sorted().toArray();
        assertThat(outcome.top().indices()).containsExactly(top);
        assertThat(outcome.changed()).isEqualTo((int)
                Arrays.stream(order).filter(i -> x[i] != before[i]).count());
    }

    @Test
    void deltasThatOverflowAreFoundInTheirOrder() {
        SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(RandomSystems.grid(3, 1)));
        double huge = Double.MAX_VALUE;
        assertThat(engine.overflow(
                        CostUpdate.delta(SparseVector.adopt(new int[] {1, 2, 1}, new double[] {huge, 1, huge}))))
                .isEqualTo(2);
        assertThat(engine.overflow(
                        CostUpdate.delta(SparseVector.adopt(new int[] {1, 1, 1}, new double[] {huge, -huge, huge}))))
                .isEqualTo(-1);
        assertThat(engine.overflow(new CostUpdate(
                        null,
                        SparseVector.adopt(new int[] {4}, new double[] {huge}),
                        SparseVector.adopt(new int[] {4}, new double[] {huge}),
                        List.of())))
                .isZero();
    }
}
