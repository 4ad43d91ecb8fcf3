// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What updates do does not depend on how they are put: taken back, reordered or cut up. Two x that answer the same
/// system are no further apart than their bounds together.
class UpdatePropertiesTest {
    private static final int CASES = 200;

    /// Multiples of this, and not many of them, so that sums of b are exact in any order.
    private static final double GRAIN = 0x1p-10;

    private record Opened(SolverEngine engine, LinearSystem system) {
        static Opened of(int seed, Random random) {
            RandomSystems.Kind[] kinds = {
                RandomSystems.Kind.STRICT, RandomSystems.Kind.STRICT_SYMMETRIC, RandomSystems.Kind.CHAINED
            };
            int n = 5 + random.nextInt(seed % 4 == 0 ? 200 : 30);
            CsrMatrix a = RandomSystems.matrix(kinds[seed % kinds.length], n, random);
            double[] b = new double[n];
            Arrays.setAll(b, _ -> grains(random));
            LinearSystem system = new LinearSystem(a, DenseVector.adopt(b));
            return new Opened(UpdatePropertiesTest.engine(system), system);
        }
    }

    private static SolverEngine engine(LinearSystem system) {
        SolverEngine engine = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, Engines.options());
        Engines.rest(engine);
        return engine;
    }

    private static double grains(Random random) {
        return random.nextInt(-4_000, 4_001) * GRAIN;
    }

    private static void apply(SolverEngine engine, CostUpdate update) {
        engine.apply(new RevisedUpdate(engine.revision() + 1, update));
    }

    private static void assertSameSystem(SolverEngine engine, LinearSystem expected, String said) {
        LinearSystem kept = engine.system();
        assertThat(kept.b()).as(said).isEqualTo(expected.b());
        int n = expected.rows();
        for (int i = 0; i < n; i++) {
            for (int k = kept.a().rowStart()[i]; k < kept.a().rowStart()[i + 1]; k++) {
                assertThat(kept.a().value()[k])
                        .as(said)
                        .isEqualTo(expected.a().get(i, kept.a().column()[k]));
            }
            for (int k = expected.a().rowStart()[i]; k < expected.a().rowStart()[i + 1]; k++) {
                assertThat(kept.a().get(i, expected.a().column()[k]))
                        .as(said)
                        .isEqualTo(expected.a().value()[k]);
            }
        }
    }

    private static double bound(SolverEngine engine) {
        Engines.rest(engine);
        return Objects.requireNonNull(engine.bound()).value();
    }

    private static void assertNear(DenseVector one, DenseVector other, double bounds, String said) {
        for (int i = 0; i < one.size(); i++) {
            assertThat(Math.abs(one.get(i) - other.get(i)))
                    .as("%s, x %d", said, i)
                    .isLessThanOrEqualTo(Math.nextUp(bounds));
        }
    }

    private static SparseVector deltas(int n, Random random) {
        int[] indices = random.ints(1 + random.nextInt(6), 0, n).toArray();
        double[] values = new double[indices.length];
        Arrays.setAll(values, _ -> grains(random));
        return SparseVector.adopt(indices, values);
    }

    /// Entries that get larger on and smaller off the diagonal, new ones too: what is certified stays so.
    private static List<EntryChange> entries(SolverEngine engine, Random random) {
        List<EntryChange> changes = new ArrayList<>();
        int n = engine.rows();
        for (int i : random.ints(random.nextInt(4), 0, n).distinct().toArray()) {
            double diagonal = engine.matrixEntry(i, i);
            changes.add(new EntryChange(i, i, 1.5 * diagonal, null));
            int j = (i + 1 + random.nextInt(n - 1)) % n;
            double present = engine.matrixEntry(i, j);
            changes.add(new EntryChange(i, j, present == 0 ? 0.01 * diagonal : 0.5 * present, null));
        }
        return changes;
    }

    @Test
    void whatIsTakenBackLeavesEveryBitOfTheSystemAndXWithinItsBounds() {
        int changed = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Opened opened = Opened.of(seed, random);
            SolverEngine engine = opened.engine();
            DenseVector before = engine.x();
            double bound = bound(engine);
            SparseVector delta = deltas(engine.rows(), random);
            double[] back = Arrays.stream(delta.values()).map(v -> -v).toArray();
            List<EntryChange> entries = entries(engine, random);
            List<EntryChange> asTheyWere = entries.stream()
                    .map(e -> new EntryChange(e.row(), e.column(), engine.matrixEntry(e.row(), e.column()), null))
                    .toList();
            apply(engine, new CostUpdate(null, SparseVector.EMPTY, delta, entries));
            Engines.rest(engine);
            changed += engine.x().equals(before) ? 0 : 1;
            SparseVector inverse = SparseVector.adopt(delta.indices().clone(), back);
            apply(engine, new CostUpdate(null, SparseVector.EMPTY, inverse, asTheyWere));
            double after = bound(engine);
            assertSameSystem(engine, opened.system(), "seed " + seed);
            assertNear(before, engine.x(), bound + after, "seed " + seed);
        }
        assertThat(changed).isGreaterThan(CASES * 9 / 10);
    }

    @Test
    void theOrderWithinAnUpdateChangesNoBitOfTheSystemAndXWithinItsBounds() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(10_000 + seed);
            Opened opened = Opened.of(seed, random);
            SolverEngine one = opened.engine();
            SolverEngine other = engine(opened.system());
            int[] setAt = random.ints(3, 0, one.rows()).distinct().toArray();
            SparseVector set = SparseVector.adopt(
                    setAt, Arrays.stream(setAt).mapToDouble(_ -> grains(random)).toArray());
            SparseVector delta = deltas(one.rows(), random);
            List<EntryChange> entries = entries(one, random);
            apply(one, new CostUpdate(null, set, delta, entries));
            apply(other, new CostUpdate(null, reversed(set), reversed(delta), entries.reversed()));
            double bounds = bound(one) + bound(other);
            assertSameSystem(other, one.system(), "seed " + seed);
            assertNear(one.x(), other.x(), bounds, "seed " + seed);
        }
    }

    private static SparseVector reversed(SparseVector v) {
        int last = v.size() - 1;
        int[] indices =
                IntStream.rangeClosed(0, last).map(k -> v.indices()[last - k]).toArray();
        double[] values = IntStream.rangeClosed(0, last)
                .mapToDouble(k -> v.values()[last - k])
                .toArray();
        return SparseVector.adopt(indices, values);
    }

    @Test
    void manySingleUpdatesAreWorthOneOfThemAll() {
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(20_000 + seed);
            Opened opened = Opened.of(seed, random);
            SolverEngine one = opened.engine();
            SolverEngine singles = engine(opened.system());
            SparseVector delta = deltas(one.rows(), random);
            List<EntryChange> entries = entries(one, random);
            apply(one, new CostUpdate(null, SparseVector.EMPTY, delta, entries));
            for (int k = 0; k < delta.size(); k++) {
                apply(singles, Engines.delta(delta.indices()[k], delta.values()[k]));
                next(singles, random);
            }
            for (EntryChange change : entries) {
                apply(singles, Engines.entry(change.row(), change.column(), change.newValue()));
                next(singles, random);
            }
            double bounds = bound(one) + bound(singles);
            assertSameSystem(singles, one.system(), "seed " + seed);
            assertNear(one.x(), singles.x(), bounds, "seed " + seed);
        }
    }

    /// Now and then nothing is done before the next one comes.
    private static void next(SolverEngine engine, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> Engines.rest(engine);
            case 1 -> engine.advance(1 + random.nextInt(200));
            default -> {}
        }
    }
}
