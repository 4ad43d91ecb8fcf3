// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionerTest {
    private static CsrMatrix gallery(String recipe) {
        return Gallery.generate(Gallery.parse(recipe));
    }

    private static Partitioned.Accepted accepted(CsrMatrix a, int parts) {
        return (Partitioned.Accepted) Partitioner.partition(a, parts, 1);
    }

    /// The halo by its definition, row by row.
    private static int halo(CsrMatrix a, RowPartition partition, int part) {
        Set<Integer> halo = new HashSet<>();
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1] && partition.partOf(i) == part; k++) {
                if (partition.partOf(a.column()[k]) != part) {
                    halo.add(a.column()[k]);
                }
            }
        }
        return halo.size();
    }

    @Test
    void fourPartsOfASquareAreNearlySquares() {
        Partitioned.Accepted found = accepted(gallery("poisson2d,nx=200,ny=200"), 4);
        // Four squares of 100² have 200 neighbours each; strips 1200 in all.
        assertThat(found.measure().halo()).isLessThanOrEqualTo(880);
        assertThat(found.measure().balance()).isLessThanOrEqualTo(Partitioner.BALANCE_LIMIT);
        assertThat(found.measure().haloFraction()).isEqualTo(found.measure().halo() / 40_000.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 8, 13, 16, 31, 64})
    void partsAreEvenAndCountTheirHalosRight(int parts) {
        CsrMatrix a = gallery("poisson2d,nx=80,ny=60");
        PartitionMeasure first = PartitionMeasure.of(a, Partitioner.multilevel(a, parts, 3));
        assertThat(first.balance()).isLessThanOrEqualTo(Partitioner.BALANCE_LIMIT);
        RowPartition ranges = Partitioner.ranges(a, parts);
        PartitionMeasure second = PartitionMeasure.of(a, ranges);
        assertThat(second.balance()).isLessThanOrEqualTo(Partitioner.BALANCE_LIMIT);
        assertThat(second.halos().getLast()).isEqualTo(halo(a, ranges, parts - 1));
        assertThat(second.entries().stream().mapToLong(Long::longValue).sum()).isEqualTo(a.nnz());
    }

    @Test
    void aSeedDecidesEverything() {
        CsrMatrix a = gallery("poisson3d,nx=16,ny=16,nz=16");
        assertThat(Partitioner.multilevel(a, 6, 9)).isEqualTo(Partitioner.multilevel(a, 6, 9));
        assertThat(Partitioner.multilevel(a, 6, 9)).isNotEqualTo(Partitioner.multilevel(a, 6, 10));
    }

    @Test
    void theSmallerHaloIsTaken() {
        CsrMatrix a = gallery("poisson2d,nx=100,ny=100");
        PartitionMeasure best = accepted(a, 8).measure();
        assertThat(best.halo())
                .isLessThanOrEqualTo(
                        PartitionMeasure.of(a, Partitioner.ranges(a, 8)).halo())
                .isLessThanOrEqualTo(
                        PartitionMeasure.of(a, Partitioner.multilevel(a, 8, 1)).halo());
        assertThat(accepted(gallery("path_laplacian,n=5000"), 16).measure().halo())
                .isEqualTo(30);
    }

    @Test
    void aGraphWithoutSeparatorsIsNotToBePartitioned() {
        Partitioned found = Partitioner.partition(gallery("random_dd,n=3000,nnz_per_row=5"), 4, 1);
        assertThat(found).isInstanceOf(Partitioned.Refused.class);
        assertThat(((Partitioned.Refused) found).reason())
                .matches("in 4 parts, \\d+ values of others are needed, \\d+\\.\\d % of the 3000 rows; more than 10 %"
                        + " are not worth exchanging");
    }

    @Test
    void whatCantBeCutIsRefusedInWords() {
        CsrMatrix a = gallery("path_laplacian,n=3");
        assertThat(Partitioner.partition(a, 4, 1)).isEqualTo(new Partitioned.Refused("3 rows are too few for 4 parts"));
        assertThat(Partitioner.partition(a, 1, 1)).isEqualTo(new Partitioned.Refused("1 parts; 2 to 64 are possible"));
        assertThat(Partitioner.partition(a, 65, 1)).isInstanceOf(Partitioned.Refused.class);
    }

    @Test
    void oddGraphsAreCutToo() {
        CsrMatrix diagonal = SmallMatrices.identity(9);
        for (int parts = 2; parts <= 9; parts++) {
            assertThat(accepted(diagonal, parts).measure().halo()).isZero();
        }
        TripletBuilder star = new TripletBuilder(200).add(0, 0, 1);
        TripletBuilder arrow = new TripletBuilder(200);
        for (int i = 1; i < 200; i++) {
            star.add(0, i, 1).add(i, 0, 1);
            arrow.add(i, 0, 1);
        }
        for (int parts = 2; parts <= 64; parts *= 2) {
            assertThat(Partitioner.multilevel(star.build(), parts, 1).rows()).isEqualTo(200);
            assertThat(Partitioner.ranges(star.build(), parts).parts()).isEqualTo(parts);
            assertThat(Partitioner.multilevel(arrow.build(), parts, 1).parts()).isEqualTo(parts);
        }
    }

    @Test
    void anUnsymmetricPatternCountsWhatRowsRead() {
        CsrMatrix a = SmallMatrices.dense(new double[][] {{1, 0, 0, 1}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}});
        PartitionMeasure measure = PartitionMeasure.of(a, RowPartition.adopt(2, new int[] {0, 0, 1, 1}));
        assertThat(measure.halos()).containsExactly(1, 0);
        assertThat(measure.entries()).containsExactly(3L, 2L);
    }

    @Test
    void aPartWithoutRowsIsAMistake() {
        assertThatThrownBy(() -> RowPartition.adopt(3, new int[] {0, 2, 0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("part 1 has no rows");
        assertThatThrownBy(() -> RowPartition.adopt(2, new int[] {0, 1, 2}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
