// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One engine lives through a long series of changes of b and of A in any mixture, new entries of A among them, and no
/// bound that it tells on the way is below the true error. The truth is a solution refined to 24 digits for each state
/// that is looked at, and elimination with 80 digits now and then.
class LongSeriesTest {
    private static final boolean LONG = Boolean.getBoolean("rivulet.long");

    /// Changes of the smallest system; larger ones get fewer.
    private static final int CHANGES = LONG ? 1_000_000 : 100_000;

    /// A row's entries off the diagonal sum up to this part of its diagonal.
    private static final double MOST_OFF = 0.7;

    /// On the relative residual, or the bound: so loose that most changes are worth a push rather than a run, and
    /// roundings add up over many of them.
    private static final double TARGET = 1e-4;

    /// Entries a row that A gets in the course of the series.
    private static final int NEW_PER_ROW = 4;

    @ParameterizedTest
    @CsvSource({
        "HYBRID, 24, 10, 4, false",
        "JACOBI, 24, 1, 8, false",
        "BICGSTAB, 24, 2, 8, true",
        // The truth is dear, and looked at now and then. From 65 copied rows on they are folded in without being asked.
        "JACOBI, 72, 8, 32, true",
        "BICGSTAB, 72, 8, 32, false"
    })
    void noBoundIsBelowTheErrorHoweverLongTheSeries(
            Method method, int n, int fewer, int looksEvery, boolean boundAsked) {
        Mirror mirror = new Mirror(n, CHANGES / fewer, new Random(n + fewer));
        EngineOptions options =
                new EngineOptions(TARGET, 0.0, boundAsked ? TARGET : null, 10_000, 0, new XSelection.None(), 0.0, 1);
        SolverEngine engine = Engines.open(mirror.system(), method, PreconditionerKind.AUTO, options);
        Engines.rest(engine);
        Seen seen = new Seen();
        int changes = 0;
        for (long revision = 1; changes < CHANGES / fewer; revision++) {
            CostUpdate update = mirror.next();
            changes += update.entries();
            engine.apply(new RevisedUpdate(revision, update));
            RepairOutcome told = next(engine);
            seen.count(told);
            if (revision % looksEvery == 0) {
                look(mirror, engine, told, boundAsked, revision);
            }
            if (revision % 4_001 == 0) {
                exactly(mirror, engine, told, revision);
            }
            // Readers make it compute drifting rows again, and fold copied rows in: both are rare here.
            if (revision % 1_009 == 0) {
                Engines.rest(engine);
            }
            if (revision % 2_503 == 0) {
                assertSame(engine.system(), mirror.system());
            }
        }
        mirror.assertVaried();
        assertThat(seen.pushes).isGreaterThan(changes / 20);
        assertThat(seen.others).isGreaterThan(changes / 1_000);
    }

    private static void assertSame(LinearSystem kept, LinearSystem expected) {
        assertThat(kept.a().rowStart()).isEqualTo(expected.a().rowStart());
        assertThat(kept.a().column()).isEqualTo(expected.a().column());
        assertThat(kept.a().value()).isEqualTo(expected.a().value());
        assertThat(kept.b()).isEqualTo(expected.b());
    }

    /// How repairs were made.
    private static final class Seen {
        private int pushes;
        private int others;

        void count(RepairOutcome told) {
            if (told.method().equals("push")) {
                pushes++;
            } else {
                others++;
            }
        }
    }

    private static void look(
            Mirror mirror, SolverEngine engine, RepairOutcome told, boolean boundAsked, long revision) {
        ErrorBound bound = Objects.requireNonNull(told.bound());
        assertThat(mirror.reference().error(mirror.rhs(), engine.x()))
                .as("revision %d, by %s", revision, told.method())
                .isLessThanOrEqualTo(bound.value());
        assertThat(!boundAsked || bound.value() <= TARGET)
                .as("revision %d, by %s", revision, told.method())
                .isTrue();
    }

    private static void exactly(Mirror mirror, SolverEngine engine, RepairOutcome told, long revision) {
        List<BigDecimal> exact = RandomSystems.exact(mirror.system());
        assertThat(RandomSystems.error(engine.x(), exact))
                .as("revision %d, by %s", revision, told.method())
                .isLessThanOrEqualTo(Objects.requireNonNull(told.bound()).value());
    }

    /// Without letting the engine rest, which would compute again what was carried along.
    private static RepairOutcome next(SolverEngine engine) {
        while (true) {
            List<RepairOutcome> repairs = engine.advance(Engines.SLICE).repairs();
            if (!repairs.isEmpty()) {
                return repairs.getLast();
            }
        }
    }

    /// A and b as the engine should have them, kept densely, and changes that leave every row strictly dominant.
    private static final class Mirror {
        private final int n;
        private final int series;
        private final Random random;
        private final double[][] a;
        private final boolean[][] stored;
        private final double[] b;
        private ReferenceSolution reference;
        private boolean changed;
        private int added;
        private int valuesOfA;
        private int valuesOfB;

        Mirror(int n, int series, Random random) {
            this.n = n;
            this.series = series;
            this.random = random;
            CsrMatrix opened = RandomSystems.matrix(RandomSystems.Kind.STRICT, n, random);
            a = new double[n][n];
            stored = new boolean[n][n];
            for (int i = 0; i < n; i++) {
                for (int k = opened.rowStart()[i]; k < opened.rowStart()[i + 1]; k++) {
                    a[i][opened.column()[k]] = opened.value()[k];
                    stored[i][opened.column()[k]] = true;
                }
            }
            b = random.doubles(n, -1, 1).toArray();
            reference = new ReferenceSolution(opened);
        }

        LinearSystem system() {
            TripletBuilder triplets = new TripletBuilder(n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (stored[i][j]) {
                        triplets.add(i, j, a[i][j]);
                    }
                }
            }
            return new LinearSystem(triplets.build(), rhs());
        }

        DenseVector rhs() {
            return DenseVector.copyOf(b);
        }

        ReferenceSolution reference() {
            if (changed) {
                reference = new ReferenceSolution(system().a());
                changed = false;
            }
            return reference;
        }

        CostUpdate next() {
            int kind = random.nextInt(8);
            SparseVector set = kind < 3 || kind == 7 ? set() : SparseVector.EMPTY;
            SparseVector delta = kind == 3 || kind == 7 ? delta() : SparseVector.EMPTY;
            List<EntryChange> matrix = new ArrayList<>();
            for (int k = 0; kind >= 4 && k < 1 + random.nextInt(2); k++) {
                matrix.add(entry());
            }
            return new CostUpdate(null, set, delta, matrix);
        }

        private double size() {
            return random.nextGaussian() * Math.pow(10, random.nextInt(9) - 6);
        }

        private SparseVector set() {
            int i = random.nextInt(n);
            b[i] = size();
            valuesOfB++;
            return SparseVector.adopt(new int[] {i}, new double[] {b[i]});
        }

        private SparseVector delta() {
            int i = random.nextInt(n);
            double by = size();
            // In the long run it would walk away.
            by = Math.abs(b[i] + by) > 100 ? -b[i] : by;
            b[i] += by;
            valuesOfB++;
            return SparseVector.adopt(new int[] {i}, new double[] {by});
        }

        private EntryChange entry() {
            int i = random.nextInt(n);
            // New places are used up slowly, so that there are some to the end.
            boolean fresh = added < (double) NEW_PER_ROW * n * (valuesOfA + valuesOfB) / series;
            int j = random.nextInt(n);
            for (int tries = 0; tries < n && stored[i][j] == fresh; tries++) {
                j = (j + 1) % n;
            }
            double room = MOST_OFF * Math.abs(a[i][i]) - others(i, j);
            // A row without room for the entry gets a larger diagonal.
            j = room < 0.1 * Math.abs(a[i][i]) ? i : j;
            double value;
            if (i == j) {
                value = Math.copySign(others(i, i) / MOST_OFF * random.nextDouble(1.0, 1.5) + 0.1, a[i][i]);
            } else {
                double share = random.nextDouble(-0.3, 0.3);
                value = random.nextInt(6) == 0 ? 0.0 : room * share;
            }
            added += !stored[i][j] && value != 0 ? 1 : 0;
            stored[i][j] |= value != 0;
            valuesOfA++;
            changed |= a[i][j] != value;
            a[i][j] = value;
            return new EntryChange(i, j, value, null);
        }

        /// What row i has beside its diagonal and this column.
        private double others(int i, int j) {
            double sum = 0.0;
            for (int k = 0; k < n; k++) {
                sum += k == i || k == j ? 0.0 : Math.abs(a[i][k]);
            }
            return sum;
        }

        void assertVaried() {
            assertThat(valuesOfA).isGreaterThan(series / 3);
            assertThat(valuesOfB).isGreaterThan(series / 3);
            assertThat(added).isGreaterThan(NEW_PER_ROW * n / 2);
        }
    }
}
