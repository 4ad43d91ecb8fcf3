// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockFormTest {
    private static LargestProduct matched(CsrMatrix a, long slice) {
        LargestProduct picking = new LargestProduct(a, NonZeros.of(a));
        while (picking.advance(slice) > 0) {
            assertThat(picking.left()).isBetween(-1, a.rows() - 1);
        }
        return picking;
    }

    /// The largest sum of exponents over all permutations, for as many columns as can be matched.
    private static int best(CsrMatrix a, int column, int used) {
        if (column == a.rows()) {
            return 0;
        }
        int best = Integer.MIN_VALUE;
        for (int i = 0; i < a.rows(); i++) {
            if ((used >> i & 1) == 0 && a.get(i, column) != 0) {
                int rest = best(a, column + 1, used | 1 << i);
                best = rest == Integer.MIN_VALUE ? best : Math.max(best, rest + Math.getExponent(a.get(i, column)));
            }
        }
        return best;
    }

    @Test
    void picksTheLargestProductOfAllPermutations() {
        int whole = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(6);
            CsrMatrix raw = Patterns.random(n, 0.6, false, 0.6, random);
            double[] wild = raw.value().clone();
            Arrays.setAll(wild, k -> Math.scalb(wild[k], random.nextInt(40) - 20));
            CsrMatrix a = raw.withValues(wild);
            LargestProduct picking = matched(a, 1);
            int best = best(a, 0, 0);
            assertThat(picking.left() < 0).as("seed %d", seed).isEqualTo(best != Integer.MIN_VALUE);
            if (picking.left() < 0) {
                whole++;
                int sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += Math.getExponent(a.get(picking.rowOf()[j], j));
                }
                assertThat(sum).as("seed %d", seed).isEqualTo(best);
                assertThat(Arrays.stream(picking.rowOf()).distinct().count()).isEqualTo(n);
            }
        }
        assertThat(whole).isGreaterThan(100);
    }

    @Test
    void findsARowForEachColumnWhereThereIsOne() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(60);
            CsrMatrix a = Patterns.random(n, 3.0 / n, false, 0.6, random);
            boolean whole = Classifier.classify(a).structuralRank() == n;
            assertThat(matched(a, 10).left() < 0).isEqualTo(whole);
        }
    }

    @Test
    void blocksAreTheUnknownsThatDependOnEachOther() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(40);
            CsrMatrix a = Patterns.random(n, 1.2 / n, false, 1.0, random);
            int[] rows = new int[n];
            Arrays.setAll(rows, i -> i);
            int[] block = StrongComponents.blocks(NonZeros.of(a), rows);
            boolean[][] reaches = closure(a);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    assertThat(block[i] == block[j]).isEqualTo(reaches[i][j] && reaches[j][i]);
                    assertThat(a.get(i, j) == 0 || block[j] <= block[i]).isTrue();
                }
            }
        }
    }

    private static boolean[][] closure(CsrMatrix a) {
        int n = a.rows();
        boolean[][] reaches = new boolean[n][n];
        for (int i = 0; i < n; i++) {
            reaches[i][i] = true;
            for (int j = 0; j < n; j++) {
                reaches[i][j] |= a.get(i, j) != 0;
            }
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    reaches[i][j] |= reaches[i][k] && reaches[k][j];
                }
            }
        }
        return reaches;
    }

    @Test
    void aLongChainOfBlocksNeedsNoDeepStack() {
        int n = 100_000;
        TripletBuilder chain = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            chain.add(i, i, 1);
            if (i + 1 < n) {
                chain.add(i, i + 1, 1);
            }
        }
        int[] rows = new int[n];
        Arrays.setAll(rows, i -> i);
        int[] block = StrongComponents.blocks(NonZeros.of(chain.build()), rows);
        assertThat(block[0]).isEqualTo(n - 1);
        assertThat(block[n - 1]).isZero();
    }
}
