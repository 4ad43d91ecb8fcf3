// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DualPushTest {
    private static final int SYSTEMS = 240;

    @Test
    void valueAndBoundContainTheExactEntry() {
        for (int seed = 0; seed < SYSTEMS; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = LocalSystems.CERTIFIED[seed % LocalSystems.CERTIFIED.length];
            LinearSystem system = RandomSystems.of(kind, 1 + random.nextInt(14), random);
            List<BigDecimal> exact = RandomSystems.exact(system);
            Comparison certificate = LocalSystems.certificate(system.a());
            Iterate known = random.nextBoolean()
                    ? LocalSystems.cold(system, certificate)
                    : LocalSystems.warm(
                            system,
                            certificate,
                            LocalSystems.near(exact, Math.scalb(1.0, -random.nextInt(50)), random));
            int target = random.nextInt(system.rows());
            DualPush push = new DualPush(Rows.of(system.a()), certificate, target);
            double before = Double.POSITIVE_INFINITY;
            for (int round = 0; round < 30; round++) {
                push.round(0.0, 200_000, LocalEntry.CELLS);
                if (round % 5 == 0) {
                    DualPush.Proof proof = push.prove(known);
                    double bound = proof.bound(known.eta());
                    assertThat(LocalSystems.error(proof.value(), exact.get(target)))
                            .as("%s seed %d round %d", kind, seed, round)
                            .isLessThanOrEqualTo(bound);
                    assertThat(proof.sigma()).isLessThanOrEqualTo(before * (1 + 1e-9) + 1e-9);
                    before = proof.sigma();
                }
            }
        }
    }

    @Test
    void eachPushLowersThePotentialByWhatItsRowLeaves() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = LocalSystems.CERTIFIED[seed % 4];
            CsrMatrix a = RandomSystems.of(kind, 2 + random.nextInt(30), random).a();
            Rows rows = Rows.of(a);
            Comparison certificate = LocalSystems.certificate(a);
            DualPush push = new DualPush(rows, certificate, random.nextInt(a.rows()));
            for (int k = 0; k < 300; k++) {
                double before = potential(push);
                double[] s = left(push);
                int pushes = push.pushes();
                // One push: the budget is used up by the first.
                push.round(0.0, push.work() + 1, LocalEntry.CELLS);
                double[] after = left(push);
                for (int c = 0; c < s.length && push.pushes() > pushes; c++) {
                    if (s[c] != 0 && after[c] == 0) {
                        int i = push.table.key(c);
                        double fall = Math.abs(s[c]) * certificate.w(i) / Math.abs(rows.diagonal(i));
                        assertThat(potential(push)).isLessThanOrEqualTo(before - fall + 1e-12 * before);
                    }
                }
            }
            assertThat(push.pushes()).isPositive();
        }
    }

    private static double potential(DualPush push) {
        double sum = 0.0;
        for (int c = 0; c < push.table.size(); c++) {
            sum += Math.abs(push.table.open(c)) * push.table.weight(c);
        }
        return sum;
    }

    private static double[] left(DualPush push) {
        double[] s = new double[push.table.size()];
        for (int c = 0; c < s.length; c++) {
            s[c] = push.table.open(c);
        }
        return s;
    }

    @Test
    void workStaysBelowItsTheoremWhateverTheGraph() {
        for (double alpha : new double[] {0.3, 0.5, 0.9, 0.99}) {
            for (int hubs : new int[] {0, 3}) {
                for (boolean symmetric : new boolean[] {false, true}) {
                    CsrMatrix a =
                            Gallery.generate(new GalleryRecipe.RandomDominant(3_000, 5, alpha, symmetric, hubs, 11));
                    Rows rows = Rows.of(a);
                    DualPush push = new DualPush(rows, Comparison.ones(rows), 1_234);
                    for (int round = 0; round < 14; round++) {
                        push.round(0.0, Long.MAX_VALUE, LocalEntry.CELLS);
                        double bound = 1 / ((1 - alpha) * push.threshold()) / (1 - DualPush.FALL);
                        assertThat((double) push.work() - push.pushes())
                                .as("alpha %s, %d hubs, threshold %s", alpha, hubs, push.threshold())
                                .isLessThanOrEqualTo(bound * (1 + 1e-6));
                    }
                }
            }
        }
    }

    @Test
    void leavesNoRowAboveTheThreshold() {
        CsrMatrix a = LocalSystems.hubs(300, 2, 0.8, new Random(4));
        Rows rows = Rows.of(a);
        DualPush push = new DualPush(rows, Comparison.ones(rows), 0);
        for (int round = 0; round < 10; round++) {
            push.round(0.0, Long.MAX_VALUE, LocalEntry.CELLS);
        }
        for (int c = 0; c < push.table.size(); c++) {
            int j = push.table.key(c);
            assertThat(Math.abs(push.table.open(c)))
                    .isLessThanOrEqualTo(push.threshold() * (rows.to(j) - rows.from(j)));
        }
        assertThat(push.table.size()).isEqualTo(300);
    }

    @Test
    void theGradientIsWithinItsWeightedBoundOfTheRowOfTheInverse() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = LocalSystems.CERTIFIED[seed % 4];
            CsrMatrix a = RandomSystems.of(kind, 1 + random.nextInt(10), random).a();
            Comparison certificate = LocalSystems.certificate(a);
            int n = a.rows();
            int target = random.nextInt(n);
            double[] unit = new double[n];
            unit[target] = 1.0;
            List<BigDecimal> row = RandomSystems.exact(new LinearSystem(a.transpose(), DenseVector.adopt(unit)));
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                least = Math.min(least, certificate.w(j));
            }
            double asked = Math.pow(10, -random.nextInt(9)) / least;
            EntryGradient gradient = EntryGradient.of(Rows.of(a), certificate, least, target, asked, Long.MAX_VALUE);
            assertThat(gradient.reached()).isTrue();
            assertThat(gradient.bound()).isLessThanOrEqualTo(asked);
            double[] listed = new double[n];
            for (int k = 0; k < gradient.row().indices().length; k++) {
                listed[gradient.row().indices()[k]] = gradient.row().values()[k];
                assertThat(k == 0
                                || Math.abs(gradient.row().values()[k - 1])
                                        >= Math.abs(gradient.row().values()[k]))
                        .isTrue();
            }
            double weighted = 0.0;
            for (int j = 0; j < n; j++) {
                double off = LocalSystems.error(listed[j], row.get(j));
                assertThat(off).isLessThanOrEqualTo(gradient.bound());
                weighted += certificate.w(j) * off;
            }
            assertThat(weighted).as("%s seed %d", kind, seed).isLessThanOrEqualTo(gradient.weighted());
        }
    }

    @Test
    void aGradientThatRunsOutOfBudgetSaysHowFarItGot() {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.RandomDominant(2_000, 5, 0.9, false, 0, 3));
        Rows rows = Rows.of(a);
        EntryGradient gradient = EntryGradient.of(rows, Comparison.ones(rows), 1e-3, 5, 1e-9, 1_000);
        assertThat(gradient.reached()).isFalse();
        assertThat(gradient.bound()).isGreaterThan(1e-9);
        assertThat(gradient.work()).isLessThan(4_000);
    }
}
