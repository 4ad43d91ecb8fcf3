// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import static io.rivulet.numerics.precondition.amg.Conjugate.iterations;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.market.RealMatrices;
import io.rivulet.numerics.precondition.Preconditioner;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How many iterations conjugate gradients take to a relative residual of 1e-8 with a V-cycle.
class AmgConvergenceTest {
    private static final double GOAL = 1e-8;

    @ParameterizedTest
    @CsvSource({
        "'poisson2d,nx=200,ny=200', 9",
        "'poisson2d,nx=400,ny=400', 9",
        "'poisson3d,nx=30,ny=30,nz=30', 9",
        "'anisotropic2d,nx=150,ny=150,epsilon=0.1', 11",
        "'anisotropic2d,nx=150,ny=150,epsilon=0.01', 11",
        "'anisotropic2d,nx=150,ny=150,epsilon=0.0001', 11",
        "'grid_plus_leak,nx=150,ny=150,leak=0.1', 8",
        "'grid_plus_leak,nx=150,ny=150,leak=100', 8",
    })
    void gridsTakeFewIterationsWhateverTheirSize(String recipe, int most) {
        assertThat(iterations(Graphs.gallery(recipe), GOAL, false)).isLessThanOrEqualTo(most);
    }

    @Test
    @EnabledIfSystemProperty(named = "rivulet.long", matches = "true")
    void aMillionUnknownsTakeNoMoreThanAFewThousand() {
        int small = iterations(Graphs.gallery("poisson2d,nx=200,ny=200"), GOAL, false);
        for (int k : new int[] {400, 800, 1000}) {
            int large = iterations(Graphs.gallery("poisson2d,nx=" + k + ",ny=" + k), GOAL, false);
            assertThat(Math.abs(large - small)).isLessThanOrEqualTo(2);
        }
        assertThat(iterations(Graphs.gallery("poisson3d,nx=100,ny=100,nz=100"), GOAL, false))
                .isLessThanOrEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e3, 1e6})
    void jumpsOfTheCoefficientCostLittle(double jump) {
        CsrMatrix islands = Graphs.grid(120, (r, c) -> r / 15 % 2 == 0 && c / 15 % 2 == 0 ? jump : 1, v -> v);
        CsrMatrix board = Graphs.grid(120, (r, c) -> (r / 15 + c / 15) % 2 == 0 ? jump : 1, v -> v);
        assertThat(iterations(islands, GOAL, false)).isLessThanOrEqualTo(14);
        assertThat(iterations(board, GOAL, false)).isLessThanOrEqualTo(14);
    }

    @Test
    void floatsSeeCouplingsFarBelowTheirPrecision() {
        CsrMatrix islands = Graphs.grid(120, (r, c) -> r / 15 % 2 == 0 && c / 15 % 2 == 0 ? 1e10 : 1, v -> v);
        assertThat(iterations(islands, 1e-5, false)).isLessThanOrEqualTo(14);
    }

    @ParameterizedTest
    @CsvSource({"1, 18", "2, 35"})
    void randomWeightsTakeMoreTheFurtherTheySpread(double decades, int most) {
        Random random = new Random(3);
        CsrMatrix a = Graphs.grid(120, (_, _) -> 1, _ -> Math.pow(10, decades * (2 * random.nextDouble() - 1)));
        assertThat(iterations(a, GOAL, false)).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({"0.05, 12", "0.2, 14", "0.5, 15"})
    void entriesOfBothSignsNeedNoSpecialCare(double positive, int most) {
        Random random = new Random(4);
        CsrMatrix a = Graphs.grid(120, (_, _) -> 1, _ -> random.nextDouble() < positive ? -1 : 1);
        assertThat(iterations(a, GOAL, false)).isLessThanOrEqualTo(most);
    }

    @Test
    void singularLaplaciansConvergeForRightHandSidesInTheirRange() {
        assertThat(iterations(Graphs.laplacian(120), GOAL, true)).isLessThanOrEqualTo(10);
        assertThat(iterations(Graphs.laplacian(15), GOAL, true)).isLessThanOrEqualTo(3);
        Graphs two = new Graphs(2 * 2500);
        Graphs.gridEdges(two, 50);
        for (int i = 2500; i < 5000; i++) {
            if (i % 50 != 49) {
                two.edge(i, i + 1, 1e-3);
            }
            if (i + 50 < 5000) {
                two.edge(i, i + 50, 1e-3);
            }
        }
        assertThat(iterations(two.build(), GOAL, true)).isLessThanOrEqualTo(10);
    }

    @Test
    void nearlySingularOnesConvergeLikeSingularOnes() {
        Graphs graph = new Graphs(100 * 100).leak(17, 1e-9);
        Graphs.gridEdges(graph, 100);
        assertThat(iterations(graph.build(), GOAL, true)).isLessThanOrEqualTo(10);
    }

    @Test
    void aLaplacianWithFlippedSignsConvergesLikeTheLaplacian() {
        Random random = new Random(5);
        double[] signs = random.doubles(120 * 120).map(v -> v < 0.5 ? -1 : 1).toArray();
        CsrMatrix balanced = Graphs.scaled(Graphs.laplacian(120), signs);
        assertThat(iterations(balanced, GOAL, true)).isLessThanOrEqualTo(10);
    }

    @Test
    void unitsOfTheUnknownsPlayNoPart() {
        CsrMatrix a = Graphs.gallery("poisson2d,nx=60,ny=60");
        Random random = new Random(6);
        double[] s = random.ints(3600, -300, 300)
                .mapToDouble(e -> Math.scalb(1.0, e))
                .toArray();
        double[] r = Conjugate.random(3600, 1);
        double[] scaledR = new double[3600];
        double[] z = new double[3600];
        double[] scaledZ = new double[3600];
        for (int i = 0; i < 3600; i++) {
            scaledR[i] = r[i] * s[i];
        }
        Preconditioner plain = Conjugate.hierarchy(Graphs.times(1e-9, a));
        Preconditioner scaled = Conjugate.hierarchy(Graphs.times(1e-9, Graphs.scaled(a, s)));
        plain.apply(r, z);
        scaled.apply(scaledR, scaledZ);
        for (int i = 0; i < 3600; i++) {
            assertThat(scaledZ[i] * s[i]).isEqualTo(z[i]);
        }
    }

    @Test
    void aStencilOfManyEqualNeighboursIsCoarsened() {
        int m = 16;
        Graphs graph = new Graphs(m * m * m);
        for (int i = 0; i < m * m * m; i++) {
            int x = i / (m * m);
            int y = i / m % m;
            int z = i % m;
            for (int d = 14; d < 27; d++) {
                int otherX = x + d / 9 - 1;
                int otherY = y + d / 3 % 3 - 1;
                int otherZ = z + d % 3 - 1;
                boolean inside = otherX < m && otherY >= 0 && otherY < m && otherZ >= 0 && otherZ < m;
                if (inside) {
                    graph.edge(i, (otherX * m + otherY) * m + otherZ, 1);
                }
            }
            graph.leak(i, x == 0 ? 9 : 0);
        }
        assertThat(iterations(graph.build(), GOAL, false)).isLessThanOrEqualTo(9);
    }

    @Test
    void aHubTiedToAWholeGridDoesNoHarm() {
        Graphs graph = new Graphs(100 * 100 + 1).leak(5, 1);
        Graphs.gridEdges(graph, 100);
        for (int i = 0; i < 100 * 100; i++) {
            graph.edge(i, 100 * 100, 0.01);
        }
        assertThat(iterations(graph.build(), GOAL, false)).isLessThanOrEqualTo(15);
        assertThat(iterations(Graphs.star(20_000), GOAL, true)).isLessThanOrEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "1138_bus.mtx, 20",
        "bcspwr10.mtx, 16",
        "bcsstk09.mtx, 60",
        "cal_road_laplacian.mtx, 32",
        "nos7.mtx, 10",
        "resolve_spd01.mtx, 8"
    })
    void realMatricesConverge(String name, int most) throws IOException {
        assertThat(iterations(RealMatrices.readOperator(name), GOAL, false)).isLessThanOrEqualTo(most);
    }
}
