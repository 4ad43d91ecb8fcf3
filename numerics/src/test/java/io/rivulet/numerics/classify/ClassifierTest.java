// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static io.rivulet.numerics.linalg.SmallMatrices.dense;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassifierTest {
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
    void theClassDoesNotDependOnTheOrderOfUnknowns() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(9);
            CsrMatrix a = SmallMatrices.integers(random, n, 0.5);
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
            CsrMatrix a = SmallMatrices.integers(new Random(seed), 8, 0.6);
            Classification c = Classifier.classify(a);
            Classification t = Classifier.classify(a.transpose());
            assertThat(t.rowDominance()).isEqualTo(c.columnDominance());
            assertThat(t.emptyRow()).isEqualTo(c.emptyColumn());
            assertThat(t.structuralRank()).isEqualTo(c.structuralRank());
            assertThat(t.mMatrix()).isEqualTo(c.mMatrix());
            assertThat(t.lowerTriangular()).isEqualTo(c.upperTriangular());
        }
    }
}
