// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static io.rivulet.numerics.linalg.SmallMatrices.dense;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What the pattern alone tells.
class MatchingTest {
    @Test
    void theStructuralRankIsThatOfTheBestMatching() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(9);
            CsrMatrix a = SmallMatrices.integers(random, n, 0.1 + 0.3 * random.nextDouble());
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
}
