// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApproximateCholeskyTest {
    private static Setup setup(CsrMatrix a) {
        return ApproximateCholesky.setup(Execution.serial(), a, 1.0);
    }

    private static CsrMatrix gallery(String recipe) {
        return Gallery.generate(Gallery.parse(recipe));
    }

    /// ‖M⁻¹·A·x − x‖∞ for an x with entries up to 1.
    private static double misses(CsrMatrix a, Preconditioner m) {
        double[] x = Factors.random(a.rows(), 5);
        double[] b = new double[x.length];
        a.multiply(x, b);
        double[] z = Factors.apply(m, b);
        double most = 0.0;
        for (int i = 0; i < x.length; i++) {
            most = Math.max(most, Math.abs(z[i] - x[i]));
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void ofATreeIsExactUpToTheRoundingOfWeights(int copies) {
        CsrMatrix tree = Graphs.tree(3000, u -> Math.pow(10, 6 * u - 3), 1)
                .ground(17, 0.01)
                .matrix();
        assertThat(misses(tree, Factors.of(tree, copies, 1))).isLessThan(1e-2);
        CsrMatrix plain = Graphs.tree(3000, _ -> 1.0, 2).ground(0, 1.0).matrix();
        assertThat(misses(plain, Factors.of(plain, copies, 1))).isLessThan(1e-3);
    }

    static List<CsrMatrix> graphs() {
        return List.of(
                gallery("poisson2d,nx=25,ny=25"),
                gallery("random_dd,n=400,nnz_per_row=5,symmetric=true,alpha=0.99,seed=3"),
                Graphs.path(200).ground(0, 1e-3).matrix(),
                Graphs.star(300).ground(5, 1.0).matrix(),
                Graphs.complete(60).ground(0, 1.0).matrix(),
                Graphs.barbell(90).groundAll(1e-6).matrix(),
                Graphs.preferential(500, 3, 1).ground(3, 0.5).matrix(),
                Graphs.flipped(Graphs.grid(20, u -> 1 + u, 1).groundAll(0.1).matrix(), 2),
                Graphs.of(1).ground(0, 4.0).matrix(),
                Graphs.of(7).groundAll(2.0).matrix());
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void isSymmetricAndPositive(CsrMatrix a) {
        Preconditioner m = Factors.of(a, 2, 9);
        for (int seed = 0; seed < 5; seed++) {
            double[] x = Factors.random(a.rows(), seed);
            double[] y = Factors.random(a.rows(), 100 + seed);
            double[] mx = Factors.apply(m, x);
            double[] my = Factors.apply(m, y);
            double length = Math.sqrt(Factors.dot(x, mx) * Factors.dot(y, my));
            assertThat(Factors.dot(x, mx)).isPositive();
            assertThat(Factors.dot(x, my)).isCloseTo(Factors.dot(y, mx), within(1e-10 * length));
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void hasTheSameBitsForEverySliceAndEveryTeam(CsrMatrix a) {
        double[] r = Factors.random(a.rows(), 4);
        double[] expected = Factors.apply(Factors.of(a, 2, 9), r);
        Setup sliced = ApproximateCholesky.setup(Execution.serial(), a, 1.0, 2, 9);
        assertThat(Factors.apply(Factors.finish(sliced, 1), r)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void sharesWideRoundsWithoutChangingABit(int threads) {
        CsrMatrix a = gallery("grid_plus_leak,nx=200,ny=150,leak=0.001");
        double[] r = Factors.random(a.rows(), 4);
        double[] expected = Factors.apply(Factors.of(a, 2, 9), r);
        try (ThreadTeam team =
                ThreadTeam.start(threads, Thread.ofPlatform().daemon().factory(), () -> false)) {
            Preconditioner m = Factors.finish(ApproximateCholesky.setup(Execution.on(team), a, 1.0, 2, 9), 100_000);
            assertThat(Factors.apply(m, r)).isEqualTo(expected);
            assertThat(Factors.apply(m, r)).isEqualTo(expected);
        }
    }

    @Test
    void differsFromSeedToSeed() {
        CsrMatrix a = gallery("poisson2d,nx=25,ny=25");
        double[] r = Factors.random(a.rows(), 4);
        assertThat(Factors.apply(Factors.of(a, 1, 1), r)).isNotEqualTo(Factors.apply(Factors.of(a, 1, 2), r));
    }

    @ParameterizedTest
    @ValueSource(ints = {-490, -60, 1, 33, 490, 950})
    void followsPowersOfTwoExactly(int exponent) {
        double factor = Math.scalb(1.0, exponent);
        CsrMatrix a = Graphs.grid(15, u -> 1 + u, 1).groundAll(0.1).matrix();
        double[] r = Factors.random(a.rows(), 4);
        double[] expected = Arrays.stream(Factors.apply(Factors.of(a, 2, 9), r))
                .map(v -> v / factor)
                .toArray();
        assertThat(Factors.apply(Factors.of(Graphs.scaled(a, factor), 2, 9), r)).isEqualTo(expected);
    }

    @Test
    void takesANegativeDiagonalWithItsSign() {
        CsrMatrix a = Graphs.grid(15, u -> 1 + u, 1).groundAll(0.1).matrix();
        double[] r = Factors.random(a.rows(), 4);
        Setup negated = ApproximateCholesky.setup(Execution.serial(), Graphs.scaled(a, -1.0), -1.0, 2, 9);
        assertThat(Factors.apply(Factors.finish(negated, 1000), r)).isEqualTo(Factors.apply(Factors.of(a, 2, 9), r));
    }

    @Test
    void ofASignedMatrixIsThatOfTheFlippedOne() {
        CsrMatrix a = Graphs.grid(15, u -> 1 + u, 1).groundAll(0.1).matrix();
        CsrMatrix flipped = Graphs.flipped(a, 8);
        double[] r = Factors.random(a.rows(), 4);
        double[] z = Factors.apply(Factors.of(a, 2, 9), r);
        double[] s = new double[a.rows()];
        for (int i = 0; i < s.length; i++) {
            s[i] = i == 0 ? 1.0 : 0.0;
        }
        for (int i = 0; i < s.length; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                s[j] = s[j] == 0 ? s[i] * Math.signum(a.value()[k] * flipped.value()[k]) : s[j];
            }
        }
        double[] signed = new double[s.length];
        double[] expected = new double[s.length];
        for (int i = 0; i < s.length; i++) {
            signed[i] = s[i] * r[i];
            expected[i] = s[i] * z[i];
        }
        assertThat(Factors.apply(Factors.of(flipped, 2, 9), signed)).isEqualTo(expected);
    }

    @Test
    void mapsConstantsToTheGroundAloneHoweverWeakItIs() {
        double leak = 1e-11;
        CsrMatrix a = Graphs.grid(40, u -> 1 + u, 1).ground(700, leak).matrix();
        double[] r = new double[a.rows()];
        r[3] = 1.0;
        double[] z = Factors.apply(Factors.of(a, 2, 9), r);
        assertThat(Arrays.stream(z).min().orElseThrow() * leak).isCloseTo(1.0, within(1e-6));
        assertThat(Arrays.stream(z).max().orElseThrow() * leak).isCloseTo(1.0, within(1e-6));
    }

    @Test
    void leavesComponentsApartAndGroundsSingularOnes() {
        Graphs both = Graphs.of(50);
        for (int i = 1; i < 25; i++) {
            both.edge(i - 1, i, 2.0);
            both.edge(25 + i - 1, 25 + i, 2.0);
        }
        CsrMatrix a = both.ground(25, 1.0).matrix();
        Preconditioner m = Factors.of(a, 2, 1);
        double[] r = new double[50];
        r[2] = 1.0;
        r[20] = -1.0;
        double[] z = Factors.apply(m, r);
        for (int i = 25; i < 50; i++) {
            assertThat(z[i]).isZero();
        }
        double[] back = new double[50];
        a.multiply(z, back);
        for (int i = 0; i < 50; i++) {
            assertThat(back[i]).isCloseTo(r[i], within(1e-3));
        }
    }

    @Test
    void countsExplicitZerosAsAbsent() {
        CsrMatrix a = Graphs.path(30).ground(0, 1.0).matrix();
        TripletBuilder padded = new TripletBuilder(30);
        for (int i = 0; i < 30; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                padded.add(i, a.column()[k], a.value()[k]);
            }
            padded.add(i, (i + 11) % 30, 0.0);
            padded.add((i + 11) % 30, i, 0.0);
        }
        assertThat(misses(padded.build(), Factors.of(padded.build(), 2, 1))).isLessThan(1e-4);
    }

    @ParameterizedTest
    @CsvSource({"1e150, 1e150", "1e-150, 1e-150", "1e-150, 1e150", "1e307, 1e307", "1e-300, 1e-300"})
    void takesEntriesOfAnySize(double one, double other) {
        Graphs graph = Graphs.of(40);
        for (int i = 1; i < 40; i++) {
            if (i != 20) {
                graph.edge(i - 1, i, i < 20 ? one : other);
            }
        }
        CsrMatrix a = graph.ground(0, one).ground(39, other).matrix();
        assertThat(misses(a, Factors.of(a, 2, 1))).isLessThan(1e-3);
    }

    @Test
    void countsARowThatMissesDominanceAsWeak() {
        CsrMatrix a = Graphs.grid(10, _ -> 1.0, 1).groundAll(0.01).matrix();
        double[] value = a.value().clone();
        value[a.find(37, 37)] = 3.9;
        CsrMatrix lacking = a.withValues(value);
        value = value.clone();
        value[a.find(37, 37)] = 4.0;
        double[] r = Factors.random(a.rows(), 4);
        assertThat(Factors.apply(Factors.of(lacking, 2, 1), r))
                .isEqualTo(Factors.apply(Factors.of(a.withValues(value), 2, 1), r));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -1.0})
    void failsOnADiagonalThatIsNotPositive(double entry) {
        CsrMatrix a = Graphs.path(5).groundAll(1.0).matrix();
        double[] value = a.value().clone();
        value[a.find(3, 3)] = entry;
        assertThat(Factors.failure(setup(a.withValues(value))))
                .isEqualTo(new Setup.Failure("diagonal of row 3", entry));
    }

    @Test
    void failsOnAPivotWithoutAnInverse() {
        CsrMatrix a = Graphs.scaled(Graphs.of(2).groundAll(1.0).matrix(), 1e-310);
        assertThat(Factors.failure(setup(a)).quantity()).startsWith("pivot of row ");
    }

    @Test
    void failsWhereTheFactorGrowsTooLarge() {
        CsrMatrix a = Graphs.complete(30).groundAll(1.0).matrix();
        assertThat(Factors.failure(new AcSetup(Execution.serial(), a, 1.0, 2, 1, 100)))
                .isEqualTo(new Setup.Failure("entries of the factor", 110));
    }

    @Test
    void tellsItsCostAndSize() {
        CsrMatrix a = gallery("poisson2d,nx=60,ny=60");
        Preconditioner m = Factors.of(a, 2, 1);
        assertThat(m.cost()).isBetween(2L * a.nnz() - a.nnz() / 2, 4L * a.nnz());
        assertThat(m.sizeBytes()).isBetween(8 * m.cost() - 20L * a.rows(), 8 * m.cost() + 60L * a.rows());
    }

    @Test
    void refusesMoreCopiesThanAnEdgeCanCount() {
        CsrMatrix a = Graphs.path(5).groundAll(1.0).matrix();
        assertThatThrownBy(() -> ApproximateCholesky.setup(Execution.serial(), a, 1.0, 5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 copies");
    }
}
