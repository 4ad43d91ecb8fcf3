// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TripletBuilderTest {
    @Test
    void anyTripletsGiveTheMatrixOfTheirSums() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(12);
            int count = random.nextInt(80);
            int[] row = new int[count];
            int[] column = new int[count];
            double[] value = new double[count];
            double[][] dense = new double[n][n];
            boolean[][] stored = new boolean[n][n];
            TripletBuilder builder = new TripletBuilder(n);
            for (int k = 0; k < count; k++) {
                row[k] = random.nextInt(n);
                column[k] = random.nextInt(n);
                value[k] = random.nextInt(200) - 100;
                dense[row[k]][column[k]] += value[k];
                stored[row[k]][column[k]] = true;
                builder.add(row[k], column[k], value[k]);
            }
            CsrMatrix a = builder.build();
            int places = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    assertThat(a.get(i, j)).as("seed %d (%d, %d)", seed, i, j).isEqualTo(dense[i][j]);
                    assertThat(a.find(i, j) >= 0).isEqualTo(stored[i][j]);
                    places += stored[i][j] ? 1 : 0;
                }
            }
            assertThat(a.nnz()).isEqualTo(places);
            assertThat(builder.duplicates()).isEqualTo(count - places);
            CsrMatrix same = TripletBuilder.build(n, row, column, value);
            assertThat(same.value()).isEqualTo(a.value());
            assertThat(same.column()).isEqualTo(a.column());
        }
    }

    @Test
    void duplicatesLoseNothingToCancellation() {
        CsrMatrix a = new TripletBuilder(1)
                .add(0, 0, 1e100)
                .add(0, 0, 1.0)
                .add(0, 0, -1e100)
                .build();
        assertThat(a.get(0, 0)).isEqualTo(1.0);
    }

    @Test
    void moreMayBeAddedAfterBuilding() {
        TripletBuilder builder = new TripletBuilder(2).add(1, 1, 3.0);
        assertThat(builder.build().nnz()).isEqualTo(1);
        assertThat(builder.add(0, 0, 2.0).build().value()).containsExactly(2.0, 3.0);
        assertThat(builder.size()).isEqualTo(2);
    }

    @Test
    void sumsBeyondADoubleAreFoundWithTheirRow() {
        CsrMatrix a = new TripletBuilder(3)
                .add(0, 0, 1.0)
                .add(2, 1, 1e308)
                .add(2, 1, 1e308)
                .build();
        assertThat(a.firstNonFinite()).isEqualTo(1);
        assertThat(a.rowOf(1)).isEqualTo(2);
        assertThat(a.rowOf(0)).isZero();
    }

    @Test
    void indicesOutsideAndUnequalArraysAreProgrammingMistakes() {
        assertThatThrownBy(() -> new TripletBuilder(2).add(0, 2, 1.0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new TripletBuilder(2).add(-1, 0, 1.0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new TripletBuilder(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TripletBuilder.build(2, new int[1], new int[2], new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMatrixMayShareItsPattern() {
        CsrMatrix a = new TripletBuilder(2).add(0, 1, 3.0).add(1, 0, 4.0).build();
        CsrMatrix doubled = a.withValues(new double[] {6.0, 8.0});
        assertThat(doubled.column()).isSameAs(a.column());
        assertThat(doubled.get(1, 0)).isEqualTo(8.0);
        assertThatThrownBy(() -> a.withValues(new double[3])).isInstanceOf(IllegalArgumentException.class);
    }
}
