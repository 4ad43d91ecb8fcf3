// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Large matrices, in chunks by several threads.
class ClassifierTeamTest {
    private static ThreadTeam team() {
        return ThreadTeam.start(3, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false);
    }

    @Test
    void everyTeamFindsTheSame() {
        Random random = new Random(7);
        try (ThreadTeam team = team()) {
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
        try (ThreadTeam team = team()) {
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
        try (ThreadTeam team = team()) {
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
        try (ThreadTeam team = team()) {
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
