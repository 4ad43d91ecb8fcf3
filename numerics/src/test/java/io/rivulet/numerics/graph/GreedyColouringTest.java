// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreedyColouringTest {
    private static Colouring colour(CsrMatrix a, long slice) {
        GreedyColouring colouring = new GreedyColouring(a);
        while (colouring.result() == null) {
            assertThat(colouring.advance(slice)).isPositive();
        }
        assertThat(colouring.advance(slice)).isZero();
        return Objects.requireNonNull(colouring.result());
    }

    /// The colour of each row, after checking that each row has exactly one.
    private static int[] colours(Colouring colouring, int n) {
        int[] colour = new int[n];
        Arrays.fill(colour, -1);
        assertThat(colouring.order()).hasSize(n);
        for (int c = 0; c < colouring.colours(); c++) {
            assertThat(colouring.start(c)).isLessThan(colouring.start(c + 1));
            for (int at = colouring.start(c); at < colouring.start(c + 1); at++) {
                int i = colouring.order()[at];
                assertThat(colour[i]).isEqualTo(-1);
                assertThat(at == colouring.start(c) || colouring.order()[at - 1] < i)
                        .isTrue();
                colour[i] = c;
            }
        }
        return colour;
    }

    private static void proper(CsrMatrix a, int[] colour) {
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                assertThat(i == j || colour[i] != colour[j])
                        .as("entry (%d, %d)", i, j)
                        .isTrue();
            }
        }
    }

    private static CsrMatrix random(int n, int perRow, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 1);
            for (int k = 0; k < perRow; k++) {
                triplets.add(i, random.nextInt(n), 1);
            }
        }
        return triplets.build();
    }

    private static int mostNeighbours(CsrMatrix a) {
        CsrMatrix transpose = a.transpose();
        int most = 0;
        for (int i = 0; i < a.rows(); i++) {
            int both = a.rowStart()[i + 1]
                    - a.rowStart()[i]
                    + transpose.rowStart()[i + 1]
                    - transpose.rowStart()[i];
            most = Math.max(most, both);
        }
        return most;
    }

    @Test
    void neighboursInEitherDirectionNeverShareAColour() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = random(1 + random.nextInt(60), random.nextInt(5), random);
            Colouring colouring = colour(a, 1);
            proper(a, colours(colouring, a.rows()));
            assertThat(colouring.colours()).isLessThanOrEqualTo(mostNeighbours(a) + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "poisson2d,nx=9,ny=14",
                "poisson3d,nx=5,ny=4,nz=6",
                "path_laplacian,n=31",
                "anisotropic2d,nx=6,ny=6,epsilon=0.1"
            })
    void twoAreEnoughWhereTheyCanBe(String recipe) {
        CsrMatrix a = Gallery.generate(Gallery.parse(recipe));
        Colouring colouring = colour(a, 100);
        assertThat(colouring.colours()).isEqualTo(2);
        proper(a, colours(colouring, a.rows()));
    }

    @Test
    void triangularAndDiagonalPatternsAreGraphsToo() {
        TripletBuilder chain = new TripletBuilder(20);
        for (int i = 0; i < 20; i++) {
            chain.add(i, i, 1);
            chain.add(i, Math.max(0, i - 1), 1);
        }
        assertThat(colour(chain.build(), 10).colours()).isEqualTo(2);
        TripletBuilder diagonal = new TripletBuilder(20);
        for (int i = 0; i < 20; i++) {
            diagonal.add(i, i, 1);
        }
        assertThat(colour(diagonal.build(), 10).colours()).isEqualTo(1);
        assertThat(colour(CsrMatrix.adopt(0, new int[1], new int[0], new double[0]), 10)
                        .colours())
                .isZero();
    }

    @Test
    void aDenseMatrixNeedsAColourForEachRow() {
        TripletBuilder triplets = new TripletBuilder(90);
        for (int i = 0; i < 90; i++) {
            for (int j = 0; j < 90; j++) {
                triplets.add(i, j, 1);
            }
        }
        CsrMatrix a = triplets.build();
        Colouring colouring = colour(a, 1000);
        assertThat(colouring.colours()).isEqualTo(90);
        proper(a, colours(colouring, 90));
    }

    @Test
    void coloursCarryAboutTheSameLoad() {
        CsrMatrix a = random(5000, 4, new Random(3));
        Colouring colouring = colour(a, 1000);
        long most = 0;
        long least = Long.MAX_VALUE;
        for (int c = 0; c < colouring.colours(); c++) {
            long load = 0;
            for (int at = colouring.start(c); at < colouring.start(c + 1); at++) {
                int i = colouring.order()[at];
                load += a.rowStart()[i + 1] - a.rowStart()[i] + 1;
            }
            most = Math.max(most, load);
            least = Math.min(least, load);
        }
        assertThat(colouring.colours()).isBetween(3, 12);
        // First fit alone leaves the last colour with a handful of rows.
        assertThat((double) most / least).isLessThan(1.5);
    }

    @Test
    void theWayTheWorkIsCutMakesNoDifference() {
        CsrMatrix a = random(9000, 3, new Random(8));
        int[] whole = colour(a, Long.MAX_VALUE).order();
        assertThat(colour(a, 1).order()).isEqualTo(whole);
        assertThat(colour(a, 7777).order()).isEqualTo(whole);
    }

    @Test
    void valuesMakeNoDifference() {
        CsrMatrix a = random(500, 3, new Random(9));
        CsrMatrix zeros = a.withValues(new double[a.nnz()]);
        assertThat(colour(zeros, 100).order()).isEqualTo(colour(a, 100).order());
    }
}
