// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.RealMatrices;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinimumDegreeTest {
    private static long fill(CsrMatrix a) {
        Graph graph = Patterns.graph(a);
        return EliminationTree.of(graph, Patterns.order(graph, Long.MAX_VALUE)).entries();
    }

    private static long naturalFill(Graph graph) {
        int[] natural = new int[graph.nodes()];
        Arrays.setAll(natural, i -> i);
        return EliminationTree.of(graph, natural).entries();
    }

    @ParameterizedTest
    @CsvSource({"1138_bus.mtx, 3265", "bcsstk09.mtx, 58416", "bcsstm10.mtx, 23718", "nos7.mtx, 18945"})
    void fillsInAsMuchAsTheAmdOfSuiteSparseOnRealMatrices(String name, long entries) throws IOException {
        assertThat(fill(RealMatrices.read(name))).isEqualTo(entries);
    }

    @ParameterizedTest
    @CsvSource({"'poisson2d,nx=60,ny=60', 59765", "'poisson3d,nx=12,ny=12,nz=12', 76038"})
    void fillsInAsMuchAsTheAmdOfSuiteSparseOnGrids(String recipe, long entries) {
        assertThat(fill(Patterns.gallery(recipe))).isEqualTo(entries);
    }

    @Test
    void isAPermutationAndTheSameForEverySlice() {
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(150);
            Graph graph = Patterns.graph(Patterns.random(n, random.nextDouble() * 0.2, false, 0.5, random));
            int[] order = Patterns.order(graph, Long.MAX_VALUE);
            int[] sorted = order.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < n; i++) {
                assertThat(sorted[i]).isEqualTo(i);
            }
            assertThat(Patterns.order(graph, 1)).isEqualTo(order);
            assertThat(Patterns.order(graph, 1 + random.nextInt(100))).isEqualTo(order);
        }
    }

    @Test
    void addsNothingWhereNothingNeedsToBeAdded() {
        Random random = new Random(3);
        int n = 3_000;
        TripletBuilder tree = new TripletBuilder(n);
        for (int i = 1; i < n; i++) {
            int parent = random.nextInt(i);
            tree.add(i, parent, -1).add(parent, i, -1);
        }
        assertThat(fill(tree.build())).isEqualTo(2L * n - 1);
        TripletBuilder star = new TripletBuilder(n);
        for (int i = 1; i < n; i++) {
            star.add(i, 0, -1).add(0, i, -1);
        }
        assertThat(fill(star.build())).isEqualTo(2L * n - 1);
        assertThat(naturalFill(Patterns.graph(star.build()))).isEqualTo((long) n * (n + 1) / 2);
        assertThat(fill(new TripletBuilder(7).build())).isEqualTo(7);
        assertThat(Patterns.order(Patterns.graph(new TripletBuilder(0).build()), 1))
                .isEmpty();
    }

    @Test
    void putsNearlyFullRowsLast() {
        int n = 2_000;
        TripletBuilder arrow = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            for (int dense = 0; dense < 3; dense++) {
                if (i != 700 * dense) {
                    arrow.add(i, 700 * dense, 1).add(700 * dense, i, 1);
                }
            }
        }
        int[] order = Patterns.order(Patterns.graph(arrow.build()), 1_000);
        assertThat(Arrays.copyOfRange(order, n - 3, n)).containsExactlyInAnyOrder(0, 700, 1400);
    }

    @Test
    void fillsInFarLessThanTheNaturalOrderOfGrids() {
        Graph graph = Patterns.graph(Patterns.gallery("poisson2d,nx=100,ny=100"));
        long entries = EliminationTree.of(graph, Patterns.order(graph, 1 << 16)).entries();
        assertThat(entries).isLessThan(naturalFill(graph) / 4);
    }

    @Test
    void countsWhileItOrdersWhatTheTreeCountsAfterwards() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(120);
            Graph graph = Patterns.graph(Patterns.random(n, random.nextDouble() * 0.1, true, 1, random));
            MinimumDegree ordering = new MinimumDegree(graph);
            while (!ordering.done()) {
                ordering.advance(50);
            }
            EliminationTree tree = EliminationTree.of(graph, ordering.order());
            // An unknown that goes with a pivot is counted as if it met all that the pivot meets.
            assertThat(ordering.entries()).as("seed %d", seed).isBetween(tree.entries(), tree.entries() * 51 / 50);
        }
    }
}
