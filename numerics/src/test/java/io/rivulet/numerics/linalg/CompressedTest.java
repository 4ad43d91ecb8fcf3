// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressedTest {
    @Test
    void shuffledRowsAndColumnsGiveTheMatrix() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(10);
            List<Integer> places = new ArrayList<>();
            for (int place = 0; place < n * n; place++) {
                if (random.nextInt(3) == 0) {
                    places.add(place);
                }
            }
            Collections.shuffle(places, random);
            int[] start = new int[n + 1];
            int[] index = new int[places.size()];
            double[] value = new double[places.size()];
            int at = 0;
            for (int major = 0; major < n; major++) {
                for (int place : places) {
                    if (place / n == major) {
                        index[at] = place % n;
                        value[at++] = place + 1;
                    }
                }
                start[major + 1] = at;
            }
            CsrMatrix byColumns = matrix(Compressed.fromColumns(n, start, index, value));
            CsrMatrix byRows = matrix(Compressed.fromRows(n, start.clone(), index.clone(), value.clone()));
            assertThat(byRows.nnz()).isEqualTo(places.size());
            for (int place : places) {
                assertThat(byRows.get(place / n, place % n)).as("seed %d", seed).isEqualTo(place + 1);
                assertThat(byColumns.get(place % n, place / n))
                        .as("seed %d", seed)
                        .isEqualTo(place + 1);
            }
        }
    }

    private static CsrMatrix matrix(Compressed.Result result) {
        assertThat(result).isInstanceOf(Compressed.Result.Matrix.class);
        return ((Compressed.Result.Matrix) result).matrix();
    }

    @Test
    void sortedRowsAreAdopted() {
        int[] column = {0, 1};
        CsrMatrix a = matrix(Compressed.fromRows(2, new int[] {0, 1, 2}, column, new double[] {1, 2}));
        assertThat(a.column()).isSameAs(column);
    }

    @Test
    void twoEntriesForOnePlaceAreNamed() {
        assertThat(Compressed.fromRows(2, new int[] {0, 1, 4}, new int[] {0, 1, 0, 1}, new double[4]))
                .isEqualTo(new Compressed.Result.Repeated(1, 1));
        assertThat(Compressed.fromRows(2, new int[] {0, 2, 2}, new int[] {1, 1}, new double[2]))
                .isEqualTo(new Compressed.Result.Repeated(0, 1));
        assertThat(Compressed.fromColumns(3, new int[] {0, 0, 3, 3}, new int[] {2, 0, 2}, new double[3]))
                .isEqualTo(new Compressed.Result.Repeated(2, 1));
    }
}
