// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static io.rivulet.numerics.linalg.SmallMatrices.dense;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is proved of the signs of eigenvalues.
class DefinitenessTest {
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
}
