// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Preconditioner;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Conjugate gradients to 1e-8 of a random right-hand side.
class IterationCountTest {
    /// Textbook conjugate gradients, apart from those of the library.
    private static int iterations(CsrMatrix a, Preconditioner m, double[] b) {
        int n = b.length;
        double[] r = b.clone();
        double[] z = Factors.apply(m, r);
        double[] p = z.clone();
        double[] q = new double[n];
        double rho = Factors.dot(r, z);
        double goal = 1e-8 * Math.sqrt(Factors.dot(b, b));
        int count = 0;
        while (Math.sqrt(Factors.dot(r, r)) > goal && count < 1000) {
            count++;
            a.multiply(p, q);
            double step = rho / Factors.dot(p, q);
            for (int i = 0; i < n; i++) {
                r[i] -= step * q[i];
            }
            m.apply(r, z);
            double next = Factors.dot(r, z);
            for (int i = 0; i < n; i++) {
                p[i] = z[i] + next / rho * p[i];
            }
            rho = next;
        }
        return count;
    }

    private static int iterations(CsrMatrix a, int copies) {
        return iterations(a, Factors.of(a, copies, 1), Factors.random(a.rows(), 2));
    }

    /// Counts of the reference implementation ± 20 %.
    @ParameterizedTest
    @CsvSource({"1, 38", "2, 26", "3, 22"})
    void onTheGridAreThoseOfTheReference(int copies, int expected) {
        CsrMatrix grid = Gallery.generate(Gallery.parse("poisson2d,nx=300,ny=300"));
        assertThat(iterations(grid, copies)).isBetween((int) (0.8 * expected), (int) (1.2 * expected));
    }

    @ParameterizedTest
    @CsvSource({"1, 33", "2, 24", "3, 21"})
    void onAGridOfWeightsFromAThousandthToAThousandAreThoseOfTheReference(int copies, int expected) {
        Graphs grid = Graphs.grid(300, u -> Math.pow(10, 6 * u - 3), 1);
        for (int i = 0; i < 300; i++) {
            grid.ground(i, 1.0).ground(300 * i, 1.0);
        }
        assertThat(iterations(grid.matrix(), copies)).isBetween((int) (0.8 * expected), (int) (1.2 * expected));
    }

    @ParameterizedTest
    @CsvSource({"10, 1", "17, 1", "26, 2"})
    void growSlowlyWithSizeOnThreeDimensionalGrids(int side, int copies) {
        CsrMatrix grid = Gallery.generate(Gallery.parse("poisson3d,nx=%d,ny=%d,nz=%d".formatted(side, side, side)));
        assertThat(iterations(grid, copies)).isLessThan(28);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 20", "5, 20"})
    void onPreferentialAttachmentAreFew(int each, int most) {
        CsrMatrix a = Graphs.preferential(5000, each, 1).ground(0, 1.0).matrix();
        assertThat(iterations(a, 2)).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({"path, 2", "star, 2", "tree, 2", "complete, 15", "barbell, 15"})
    void onSimpleGraphsAreFew(String name, int most) {
        Graphs graph = switch (name) {
            case "path" -> Graphs.path(5000);
            case "star" -> Graphs.star(5000);
            case "tree" -> Graphs.tree(5000, _ -> 1.0, 3);
            case "complete" -> Graphs.complete(200);
            default -> Graphs.barbell(300);
        };
        assertThat(iterations(graph.ground(0, 1.0).matrix(), 2)).isLessThanOrEqualTo(most);
    }

    @Test
    void onASingularLaplacianAreAsFewAsOnARegularOne() {
        CsrMatrix a = Graphs.grid(100, _ -> 1.0, 1).matrix();
        double[] b = Factors.random(a.rows(), 2);
        double mean = Arrays.stream(b).average().orElseThrow();
        double[] consistent = Arrays.stream(b).map(v -> v - mean).toArray();
        assertThat(iterations(a, Factors.of(a, 2, 1), consistent)).isLessThan(31);
    }

    /// Frustrated cycles give every vertex a hold on the ground that no row shows.
    @ParameterizedTest
    @CsvSource({"0.05", "0.2", "0.5"})
    void withPositiveEntriesAreAsFewAsWithout(double part) {
        CsrMatrix a =
                Graphs.grid(100, u -> u < part ? -1.0 : 1.0, 1).groundAll(1e-4).matrix();
        assertThat(iterations(a, 2)).isLessThan(31);
    }
}
