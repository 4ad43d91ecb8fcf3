// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EliminationTreeTest {
    private static int[] shuffled(int n, Random random) {
        List<Integer> places = IntStream.range(0, n).boxed().collect(java.util.stream.Collectors.toList());
        Collections.shuffle(places, random);
        return places.stream().mapToInt(i -> i).toArray();
    }

    private static Graph graph(int n, Random random) {
        return Patterns.graph(Patterns.random(n, random.nextDouble() * 0.15, random.nextBoolean(), 1, random));
    }

    @Test
    void foretellsTheColumnsOfTheFactor() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(80);
            Graph graph = graph(n, random);
            EliminationTree tree = EliminationTree.of(graph, shuffled(n, random));
            BitSet[] factor = Patterns.eliminated(graph, tree.order());
            long entries = 0;
            for (int j = 0; j < n; j++) {
                assertThat(tree.count()[j]).as("seed %d", seed).isEqualTo(1 + factor[j].cardinality());
                assertThat(tree.parent()[j]).isEqualTo(factor[j].nextSetBit(0));
                entries += tree.count()[j];
            }
            assertThat(tree.entries()).isEqualTo(entries);
        }
    }

    @Test
    void itsOrderIsAPostorder() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(80);
            EliminationTree tree = EliminationTree.of(graph(n, random), shuffled(n, random));
            int[] sizes = new int[n];
            Arrays.fill(sizes, 1);
            for (int j = 0; j < n; j++) {
                int parent = tree.parent()[j];
                assertThat(parent == -1 || parent > j).isTrue();
                if (parent >= 0) {
                    sizes[parent] += sizes[j];
                }
            }
            for (int j = 0; j < n; j++) {
                for (int below = j - sizes[j] + 1; below < j; below++) {
                    assertThat(tree.parent()[below]).isBetween(below + 1, j);
                }
            }
        }
    }

    @Test
    void frontsHoldTheFactorAndFewZeros() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(120);
            Graph graph = graph(n, random);
            EliminationTree tree = EliminationTree.of(graph, Patterns.order(graph, 1 << 20));
            AssemblyTree fronts = AssemblyTree.of(graph, tree);
            BitSet[] factor = Patterns.eliminated(graph, fronts.order());
            long entries = 0;
            for (int s = 0; s < fronts.fronts(); s++) {
                BitSet rows = new BitSet();
                rows.set(fronts.firstColumn()[s], fronts.firstColumn()[s + 1]);
                int previous = fronts.firstColumn()[s + 1] - 1;
                for (int k = fronts.rowStart()[s]; k < fronts.rowStart()[s + 1]; k++) {
                    assertThat(fronts.rows()[k]).isGreaterThan(previous);
                    previous = fronts.rows()[k];
                    rows.set(previous);
                }
                for (int j = fronts.firstColumn()[s]; j < fronts.firstColumn()[s + 1]; j++) {
                    BitSet outside = (BitSet) factor[j].clone();
                    outside.andNot(rows);
                    assertThat(outside.isEmpty())
                            .as("seed %d column %d", seed, j)
                            .isTrue();
                    entries += fronts.size(s) - (j - fronts.firstColumn()[s]);
                }
                int parent = fronts.parent()[s];
                assertThat(parent == -1 || parent > s).isTrue();
                if (fronts.size(s) > fronts.columns(s)) {
                    assertThat(fronts.firstColumn()[parent + 1]).isGreaterThan(fronts.rows()[fronts.rowStart()[s]]);
                }
            }
            assertThat(fronts.entries()).isEqualTo(entries);
            assertThat(entries).isBetween(tree.entries(), 5 * tree.entries() + 16);
        }
    }

    @Test
    void joinsFrontsOnlyWhereItCostsLittle() {
        Graph graph = Patterns.graph(Patterns.gallery("poisson2d,nx=80,ny=80"));
        EliminationTree tree = EliminationTree.of(graph, Patterns.order(graph, 1 << 20));
        AssemblyTree fronts = AssemblyTree.of(graph, tree);
        assertThat(fronts.entries()).isBetween(tree.entries(), tree.entries() * 5 / 4);
        assertThat(fronts.work()).isBetween(0.9 * tree.work(), 1.1 * tree.work());
        assertThat(fronts.fronts()).isLessThan(graph.nodes() / 2);
    }
}
