// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static io.rivulet.numerics.linalg.SmallMatrices.dense;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Weakly dominant rows from which a path leads to a strict one, or does not.
class WeakChainsTest {
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
}
