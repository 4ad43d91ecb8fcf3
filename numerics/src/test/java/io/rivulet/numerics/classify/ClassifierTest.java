// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassifierTest {
    static CsrMatrix dense(double[][] rows) {
        TripletBuilder triplets = new TripletBuilder(rows.length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                if (rows[i][j] != 0.0) {
                    triplets.add(i, j, rows[i][j]);
                }
            }
        }
        return triplets.build();
    }

    private static CsrMatrix random(Random random, int n, double density) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (random.nextDouble() < density) {
                    triplets.add(i, j, random.nextInt(7) - 3);
                }
            }
        }
        return triplets.build();
    }

    private static CsrMatrix permuted(CsrMatrix a, List<Integer> order) {
        TripletBuilder triplets = new TripletBuilder(a.rows());
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                triplets.add(order.get(i), order.get(a.column()[k]), a.value()[k]);
            }
        }
        return triplets.build();
    }

    @Test
    void aTridiagonalMatrixIsAnMMatrixAndPositiveDefinite() {
        Classification c = Classifier.classify(Gallery.generate(Gallery.parse("grid_plus_leak,nx=1,ny=40,leak=0")));
        assertThat(c.symmetric()).isTrue();
        assertThat(c.rowDominance()).isEqualTo(Dominance.STRICT);
        assertThat(c.dominanceRatio()).isEqualTo(2.0);
        assertThat(c.jacobiNorm()).isEqualTo(0.5);
        assertThat(c.mMatrix()).isTrue();
        assertThat(c.definiteness()).isEqualTo(Definiteness.PROVEN);
        assertThat(c.negatedDefiniteness()).isEqualTo(Definiteness.NO);
        assertThat(c.normInf()).isEqualTo(6.0);
        assertThat(c.maxRowEntries()).isEqualTo(3);
    }

    @Test
    void weakRowsChainedToStrictOnesAreProvenRegular() {
        Classification c = Classifier.classify(Gallery.generate(Gallery.parse("poisson2d,nx=9,ny=7")));
        assertThat(c.rowDominance()).isEqualTo(Dominance.WEAK);
        assertThat(c.weaklyChained()).isTrue();
        assertThat(c.mMatrix()).isTrue();
        assertThat(c.definiteness()).isEqualTo(Definiteness.PROVEN);
        assertThat(c.singularComponents()).isZero();
    }

    @Test
    void aChainThatLeadsAwayFromTheStrictRowProvesNothing() {
        Classification away = Classifier.classify(dense(new double[][] {{2, -1, 0}, {0, 1, -1}, {0, -1, 1}}));
        assertThat(away.rowDominance()).isEqualTo(Dominance.WEAK);
        assertThat(away.weaklyChained()).isFalse();
        assertThat(away.mMatrix()).isFalse();
        Classification towards = Classifier.classify(dense(new double[][] {{2, -1, 0}, {-1, 1, 0}, {0, -1, 1}}));
        assertThat(towards.weaklyChained()).isTrue();
        assertThat(towards.mMatrix()).isTrue();
    }

    @Test
    void aFewUlpsOfShortfallAreRoundingAndMoreIsNot() {
        double ulp = Math.ulp(1.0);
        double[][] rows = {{1.0 - ulp, 0.5, 0.5}, {0.5, 2, 0}, {0.5, 0, 2}};
        assertThat(Classifier.classify(dense(rows)).rowDominance()).isEqualTo(Dominance.WEAK);
        rows[0][0] = 1.0 - 40 * ulp;
        assertThat(Classifier.classify(dense(rows)).rowDominance()).isEqualTo(Dominance.NONE);
        rows[0][0] = 1.0 + ulp;
        assertThat(Classifier.classify(dense(rows)).rowDominance()).isEqualTo(Dominance.WEAK);
        rows[0][0] = 1.0 + 40 * ulp;
        assertThat(Classifier.classify(dense(rows)).rowDominance()).isEqualTo(Dominance.STRICT);
    }

    @Test
    void symmetryIsOfValuesNotOfWhatIsStored() {
        CsrMatrix zeros =
                new TripletBuilder(2).add(0, 0, 1).add(0, 1, 0.0).add(1, 1, 1).build();
        assertThat(Classifier.classify(zeros).symmetric()).isTrue();
        assertThat(Classifier.classify(zeros).lowerTriangular()).isTrue();
        Classification c = Classifier.classify(dense(new double[][] {{2, 0, 1}, {0, 2, 0}, {1 + 1e-9, 0, 2}}));
        assertThat(c.symmetric()).isFalse();
        assertThat(c.unsymmetricRow()).isEqualTo(0);
        assertThat(c.unsymmetricColumn()).isEqualTo(2);
        assertThat(c.definiteness()).isEqualTo(Definiteness.NO);
        double close = 1 + Math.ulp(1.0);
        assertThat(Classifier.classify(dense(new double[][] {{2, 1}, {close, 2}}))
                        .symmetric())
                .isTrue();
    }

    @Test
    void choleskyProvesWhatDominanceCannot() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(20);
            double[][] gram = gram(random, n);
            for (int i = 0; i < n; i++) {
                gram[i][i] += 0.5;
            }
            Classification c = Classifier.classify(dense(gram));
            assertThat(c.definiteness()).as("seed %d", seed).isEqualTo(Definiteness.PROVEN);
            Classification negated = Classifier.classify(dense(scaled(gram, -1.0)));
            assertThat(negated.negatedDefiniteness()).isEqualTo(Definiteness.PROVEN);
            assertThat(negated.definiteness()).isEqualTo(Definiteness.NO);
            assertThat(Classifier.classify(dense(scaled(gram, 0x1p-900))).definiteness())
                    .isEqualTo(Definiteness.PROVEN);
        }
    }

    @Test
    void aSingularGramMatrixIsNeverProvenDefinite() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int n = 3 + random.nextInt(10);
            double[][] gram = gram(random, n);
            for (int i = 0; i < n; i++) {
                gram[i][n - 1] = gram[i][0] + gram[i][1];
            }
            for (int j = 0; j < n; j++) {
                gram[n - 1][j] = gram[0][j] + gram[1][j];
            }
            Classification c = Classifier.classify(dense(gram));
            assertThat(c.symmetric()).isTrue();
            assertThat(c.definiteness()).as("seed %d", seed).isNotEqualTo(Definiteness.PROVEN);
        }
    }

    /// MᵀM of small integers: exact.
    private static double[][] gram(Random random, int n) {
        int[][] m = new int[n][n];
        for (int[] row : m) {
            for (int j = 0; j < n; j++) {
                row[j] = random.nextInt(9) - 4;
            }
        }
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    gram[i][j] += m[k][i] * m[k][j];
                }
            }
        }
        return gram;
    }

    private static double[][] scaled(double[][] rows, double factor) {
        double[][] result = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                result[i][j] = factor * rows[i][j];
            }
        }
        return result;
    }

    @Test
    void eigenvaluesOfBothSignsAreShownByDiagonalOrMinors() {
        assertThat(Classifier.classify(dense(new double[][] {{1, 0}, {0, -1}})).indefinite())
                .isTrue();
        assertThat(Classifier.classify(dense(new double[][] {{1, 3}, {3, 1}})).indefinite())
                .isTrue();
        assertThat(Classifier.classify(dense(new double[][] {{0, 1}, {1, 0}})).indefinite())
                .isTrue();
        assertThat(Classifier.classify(dense(new double[][] {{1e-300, 1e-299}, {1e-299, 1e-300}}))
                        .indefinite())
                .isTrue();
        assertThat(Classifier.classify(dense(new double[][] {{1, 1}, {1, 1}})).indefinite())
                .isFalse();
    }

    @Test
    void singularComponentsAreCountedWhateverTheirSigns() {
        CsrMatrix two = dense(new double[][] {
            {1, -1, 0, 0, 0}, {-1, 1, 0, 0, 0}, {0, 0, 5, 0, 0}, {0, 0, 0, -2, -2}, {0, 0, 0, -2, -2}
        });
        assertThat(Classifier.classify(two).singularComponents()).isEqualTo(2);
        CsrMatrix frustrated = dense(new double[][] {{2, 1, 1}, {1, 2, 1}, {1, 1, 2}});
        Classification c = Classifier.classify(frustrated);
        assertThat(c.rowDominance()).isEqualTo(Dominance.WEAK);
        assertThat(c.singularComponents()).isZero();
        assertThat(c.definiteness()).isEqualTo(Definiteness.PROVEN);
        CsrMatrix signed = dense(new double[][] {{2, -1, 1}, {-1, 2, 1}, {1, 1, 2}});
        assertThat(Classifier.classify(signed).singularComponents()).isEqualTo(1);
    }

    @Test
    void theStructuralRankIsThatOfTheBestMatching() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(9);
            CsrMatrix a = random(random, n, 0.1 + 0.3 * random.nextDouble());
            assertThat(Matching.size(a)).as("seed %d", seed).isEqualTo(bySimpleAugmentation(a));
        }
    }

    private static int bySimpleAugmentation(CsrMatrix a) {
        int[] rowOf = new int[a.rows()];
        java.util.Arrays.fill(rowOf, -1);
        int pairs = 0;
        for (int i = 0; i < a.rows(); i++) {
            pairs += augment(a, i, rowOf, new boolean[a.rows()]) ? 1 : 0;
        }
        return pairs;
    }

    private static boolean augment(CsrMatrix a, int i, int[] rowOf, boolean[] seen) {
        for (int j = 0; j < a.rows(); j++) {
            if (a.get(i, j) != 0.0 && !seen[j]) {
                seen[j] = true;
                if (rowOf[j] < 0 || augment(a, rowOf[j], rowOf, seen)) {
                    rowOf[j] = i;
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void longAlternatingPathsNeedNoDeepStack() {
        int n = 200_000;
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, (i + 1) % n, 1.0);
            if (i > 0) {
                triplets.add(i, i, 1.0);
            }
        }
        Classification c = Classifier.classify(triplets.build());
        assertThat(c.structurallySingular()).isFalse();
        assertThat(c.zeroDiagonal()).isZero();
    }

    @Test
    void emptyRowsColumnsAndZeroDiagonalsAreNamed() {
        Classification c = Classifier.classify(dense(new double[][] {{1, 0, 1}, {0, 0, 0}, {0, 0, 1}}));
        assertThat(c.emptyRow()).isEqualTo(1);
        assertThat(c.emptyColumn()).isEqualTo(1);
        assertThat(c.zeroDiagonal()).isEqualTo(1);
        assertThat(c.structuralRank()).isEqualTo(2);
        assertThat(c.structurallySingular()).isTrue();
        assertThat(c.jacobiNorm()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void theClassDoesNotDependOnTheOrderOfUnknowns() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(9);
            CsrMatrix a = random(random, n, 0.5);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                order.add(i);
            }
            Collections.shuffle(order, random);
            Classification one = Classifier.classify(a);
            Classification two = Classifier.classify(permuted(a, order));
            assertThat(facts(two)).as("seed %d", seed).isEqualTo(facts(one));
        }
    }

    private static List<Object> facts(Classification c) {
        return List.of(
                c.symmetric(),
                c.rowDominance(),
                c.columnDominance(),
                c.dominanceRatio(),
                c.zMatrix(),
                c.positiveDiagonal(),
                c.weaklyChained(),
                c.mMatrix(),
                c.definiteness(),
                c.indefinite(),
                c.zeroDiagonal() < 0,
                c.emptyRow() < 0,
                c.structuralRank(),
                c.singularComponents(),
                c.normInf());
    }

    @Test
    void transposingSwapsRowsAndColumns() {
        for (long seed = 0; seed < 100; seed++) {
            CsrMatrix a = random(new Random(seed), 8, 0.6);
            Classification c = Classifier.classify(a);
            Classification t = Classifier.classify(a.transpose());
            assertThat(t.rowDominance()).isEqualTo(c.columnDominance());
            assertThat(t.emptyRow()).isEqualTo(c.emptyColumn());
            assertThat(t.structuralRank()).isEqualTo(c.structuralRank());
            assertThat(t.mMatrix()).isEqualTo(c.mMatrix());
            assertThat(t.lowerTriangular()).isEqualTo(c.upperTriangular());
        }
    }

    /// A path of unknowns in random order, weakly dominant but for its end.
    private static CsrMatrix shuffledChain(int n, boolean oneWay, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        TripletBuilder triplets = new TripletBuilder(n);
        for (int step = 0; step < n; step++) {
            int i = order.get(step);
            int next = step + 1 < n ? order.get(step + 1) : -1;
            int before = step > 0 && !oneWay ? order.get(step - 1) : -1;
            triplets.add(i, i, (oneWay || step == 0 ? 0 : 1) + 1.0);
            if (next >= 0) {
                triplets.add(i, next, -1.0);
            }
            if (before >= 0) {
                triplets.add(i, before, -1.0);
            }
        }
        return triplets.build();
    }

    @Test
    void aChainIsFollowedInWhateverOrderItsRowsStand() {
        Random random = new Random(5);
        for (int n : new int[] {2, 30, 700, 9_000}) {
            for (boolean oneWay : new boolean[] {true, false}) {
                Classification c = Classifier.classify(shuffledChain(n, oneWay, random));
                assertThat(c.rowDominance()).isEqualTo(Dominance.WEAK);
                assertThat(c.weaklyChained())
                        .as("n = %d, one way: %s", n, oneWay)
                        .isTrue();
                assertThat(c.symmetric()).isEqualTo(!oneWay);
                assertThat(c.singularComponents()).isZero();
            }
        }
    }

    @Test
    void aChainThatIsCutIsFound() {
        Random random = new Random(6);
        for (int n : new int[] {30, 9_000}) {
            CsrMatrix chain = shuffledChain(n, true, random);
            // The end of the path turns back to itself: no strict row is left to reach.
            double[] values = chain.value().clone();
            TripletBuilder closed = new TripletBuilder(n);
            for (int i = 0; i < n; i++) {
                boolean last = chain.rowStart()[i + 1] - chain.rowStart()[i] == 1;
                for (int k = chain.rowStart()[i]; k < chain.rowStart()[i + 1]; k++) {
                    closed.add(i, chain.column()[k], values[k]);
                }
                if (last) {
                    closed.add(i, (i + 1) % n, -1.0);
                }
            }
            assertThat(Classifier.classify(closed.build()).weaklyChained()).isFalse();
        }
    }

    @Test
    void everyTeamFindsTheSame() {
        Random random = new Random(7);
        try (ThreadTeam team =
                ThreadTeam.start(3, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false)) {
            for (int round = 0; round < 40; round++) {
                int n = 8_000 + random.nextInt(6_000);
                boolean symmetric = round % 2 == 0;
                TripletBuilder triplets = new TripletBuilder(n);
                for (int i = 0; i < n; i++) {
                    triplets.add(i, i, random.nextInt(n) == 0 ? 0.5 : 4.0);
                    int j = random.nextInt(n);
                    if (j != i) {
                        double value = random.nextGaussian();
                        triplets.add(i, j, value);
                        if (symmetric) {
                            // At times only as large up to rounding, at times explicitly absent on one side.
                            double mirror = random.nextInt(n) == 0 ? Math.nextUp(value) : value;
                            triplets.add(j, i, mirror);
                        }
                    }
                    if (random.nextInt(100) == 0) {
                        triplets.add(i, (i + 7) % n, 0.0);
                    }
                }
                CsrMatrix a = triplets.build();
                Classification alone = Classifier.classify(a);
                assertThat(Classifier.classify(team, a)).as("round %d", round).isEqualTo(alone);
                assertThat(alone.symmetric()).as("round %d", round).isEqualTo(symmetric);
            }
        }
    }

    /// Columns strictly dominant, but that column `weak` falls short, and column `empty` has no entry; −1 for none.
    private static CsrMatrix byColumns(int n, int weak, int empty, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int j = 0; j < n; j++) {
            if (j != empty) {
                triplets.add(j, j, j == weak ? 0.125 : 4.0);
                for (int entry = 0; entry < 1 + random.nextInt(3); entry++) {
                    int i = random.nextInt(n);
                    triplets.add(i, j, i == j ? 0.0 : -random.nextDouble());
                }
                triplets.add((j + 1) % n, j, -0.25);
            }
        }
        return triplets.build();
    }

    @Test
    void columnsOfLargeMatricesAreToldAsTheRowsOfTheirTranspose() {
        Random random = new Random(11);
        int n = 10_000;
        int[][] cases = {{-1, -1}, {3, -1}, {9_999, -1}, {-1, 17}, {-1, 9_000}, {12, 4_500}};
        try (ThreadTeam team =
                ThreadTeam.start(3, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false)) {
            for (int[] weakAndEmpty : cases) {
                CsrMatrix a = byColumns(n, weakAndEmpty[0], weakAndEmpty[1], random);
                Classification c = Classifier.classify(team, a);
                Classification t = Classifier.classify(a.transpose());
                assertThat(c.columnDominance()).isEqualTo(t.rowDominance());
                assertThat(c.columnDominance())
                        .isEqualTo(
                                weakAndEmpty[0] >= 0
                                        ? Dominance.NONE
                                        : weakAndEmpty[1] >= 0 ? Dominance.WEAK : Dominance.STRICT);
                assertThat(c.rowDominance()).isEqualTo(t.columnDominance());
                assertThat(c.emptyColumn()).isEqualTo(t.emptyRow()).isEqualTo(weakAndEmpty[1]);
                assertThat(c.mMatrix()).isEqualTo(t.mMatrix());
                assertThat(c.unsymmetricRow()).isEqualTo(t.unsymmetricRow());
                assertThat(c.unsymmetricColumn()).isEqualTo(t.unsymmetricColumn());
                assertThat(Classifier.classify(a)).isEqualTo(c);
            }
        }
    }

    @Test
    void theTransposeOfATeamIsTheTranspose() {
        Random random = new Random(13);
        try (ThreadTeam team =
                ThreadTeam.start(3, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false)) {
            for (int n : new int[] {1, 4_096, 4_097, 20_000}) {
                CsrMatrix a = byColumns(n, -1, random.nextInt(n), random);
                CsrMatrix expected = a.transpose();
                CsrMatrix made = new Transposed(team, a, false).get();
                assertThat(made.rowStart()).isEqualTo(expected.rowStart());
                assertThat(made.column()).isEqualTo(expected.column());
                assertThat(made.value()).isEqualTo(expected.value());
            }
        }
    }

    @Test
    void theFirstDifferenceIsFoundOnEitherSideOfTheDiagonal() {
        int n = 9_000;
        int[][] cases = {{0, 8_999}, {8_999, 0}, {5_000, 4_999}, {4_999, 5_000}, {8_998, 8_999}};
        try (ThreadTeam team =
                ThreadTeam.start(3, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false)) {
            for (int[] place : cases) {
                TripletBuilder triplets = new TripletBuilder(n);
                for (int i = 0; i < n; i++) {
                    triplets.add(i, i, 2.0);
                }
                triplets.add(place[0], place[1], 1.0);
                Classification c = Classifier.classify(team, triplets.build());
                assertThat(c.unsymmetricRow()).isEqualTo(Math.min(place[0], place[1]));
                assertThat(c.unsymmetricColumn()).isEqualTo(Math.max(place[0], place[1]));
            }
        }
    }
}
