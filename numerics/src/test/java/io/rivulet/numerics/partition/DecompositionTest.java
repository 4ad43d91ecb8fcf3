// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecompositionTest {
    /// Unsymmetric in pattern and values.
    private static CsrMatrix oneWay(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TripletBuilder entries = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            entries.add(i, i, 10);
            for (int k = 0; k < 3; k++) {
                entries.add(i, Math.floorMod(i + random.nextInt(15) - 7, n), random.nextDouble() - 0.5);
            }
        }
        return entries.build();
    }

    private static DenseVector random(int n) {
        SplittableRandom random = new SplittableRandom(1);
        return DenseVector.adopt(random.doubles(n, -1, 1).toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void splitAndHaloMakeTheWhole(int layers) {
        CsrMatrix a = oneWay(300, 4);
        LinearSystem system = new LinearSystem(a, random(300));
        RowPartition partition = Partitioner.multilevel(a, 5, 1);
        List<Subdomain> parts = Decomposition.of(system, partition, new Decomposition.Shape(layers, 0, 1), 7, 8);
        DenseVector x = random(300);
        double[] product = new double[300];
        a.multiply(x.values(), product);
        for (Subdomain part : parts) {
            assertThat(part.owned()).isEqualTo(partition.size(part.part()));
            double[] local = new double[part.size()];
            part.matrix().multiply(1.0, part.restrict(x).values(), local, 0, part.extended());
            for (int i = 0; i < part.extended(); i++) {
                assertThat(local[i]).isCloseTo(product[part.global(i)], within(1e-13));
                assertThat(part.rhs()[i]).isEqualTo(system.b().get(part.global(i)));
                assertThat(part.local(part.global(i))).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatOneSendsIsWhatTheOtherExpects(int layers) {
        CsrMatrix a = oneWay(300, 5);
        LinearSystem system = new LinearSystem(a, random(300));
        RowPartition partition = Partitioner.multilevel(a, 6, 1);
        List<Subdomain> parts = Decomposition.of(system, partition, new Decomposition.Shape(layers, 0, 1), 1, 1);
        for (Subdomain part : parts) {
            int received = 0;
            for (Subdomain.Link link : part.links()) {
                Subdomain other = parts.get(link.neighbour());
                int[] expected = global(part, link.receive());
                assertThat(other.links().stream()
                                .filter(back -> back.neighbour() == part.part())
                                .map(back -> global(other, back.send())))
                        .containsExactly(expected);
                received += expected.length;
            }
            assertThat(received).isEqualTo(part.size() - part.owned());
        }
    }

    private static int[] global(Subdomain part, int[] local) {
        return Arrays.stream(local).map(part::global).toArray();
    }

    @Test
    void aChangeReachesTheRowsItTouches() {
        CsrMatrix a = Gallery.generate(Gallery.parse("poisson2d,nx=10,ny=10"));
        LinearSystem system = new LinearSystem(a, random(100));
        RowPartition partition = Partitioner.ranges(a, 2);
        SparseVector rhs = SparseVector.adopt(new int[] {3, 97}, new double[] {30, 970});
        List<EntryChange> entries = List.of(new EntryChange(3, 4, -2, null), new EntryChange(97, 97, 5, null));
        for (Subdomain part : Decomposition.of(system, partition, new Decomposition.Shape(0, 0, 1), 1, 1)) {
            Subdomain changed = ((Subdomain.Changed.Applied) part.changed(2, 3, rhs, entries)).subdomain();
            assertThat(changed.matrixVersion()).isEqualTo(2);
            assertThat(changed.rhsVersion()).isEqualTo(3);
            int row = part.part() == partition.partOf(3) ? 3 : 97;
            int column = row == 3 ? 4 : 97;
            assertThat(changed.rhs()[part.local(row)]).isEqualTo(10.0 * row);
            assertThat(changed.matrix().get(part.local(row), part.local(column)))
                    .isEqualTo(row == 3 ? -2 : 5);
            assertThat(part.matrix().get(part.local(row), part.local(column))).isEqualTo(a.get(row, column));
            assertThat(part.changed(2, 2, SparseVector.EMPTY, List.of(new EntryChange(row, 50, 1, null))))
                    .isEqualTo(new Subdomain.Changed.NewEntry(row, 50));
        }
    }

    @Test
    void theSizeEstimateFollowsWhatIsHeld() {
        CsrMatrix a = Gallery.generate(Gallery.parse("poisson2d,nx=100,ny=100"));
        LinearSystem system = new LinearSystem(a, random(10_000));
        List<Subdomain> parts =
                Decomposition.of(system, Partitioner.ranges(a, 4), new Decomposition.Shape(0, 0, 1), 1, 1);
        long sum = parts.stream().mapToLong(Subdomain::sizeBytes).sum();
        assertThat(sum).isBetween(system.sizeBytes(), 2 * system.sizeBytes());
    }

    @Test
    void theCoarseMatrixIsThatOfTheAggregates() {
        CsrMatrix a = oneWay(200, 6);
        LinearSystem system = new LinearSystem(a, random(200));
        RowPartition partition = Partitioner.multilevel(a, 4, 1);
        List<Subdomain> parts = Decomposition.of(system, partition, new Decomposition.Shape(1, 3, 1), 1, 1);
        int size = parts.getFirst().aggregates();
        assertThat(size).isEqualTo(12);
        int[] of = new int[200];
        for (Subdomain part : parts) {
            for (int i = 0; i < part.size(); i++) {
                if (i < part.owned()) {
                    of[part.global(i)] = part.aggregateOf(i);
                }
                assertThat(part.aggregateOf(i) / 3).isEqualTo(partition.partOf(part.global(i)));
            }
        }
        CoarseSpace space = new CoarseSpace(
                size, parts.stream().map(CoarseSpace::contribution).toList());
        space.advance(Long.MAX_VALUE);
        // Zᵀ·A·Z·c by hand, then back.
        DenseVector c = random(size);
        double[] spread = Arrays.stream(of).mapToDouble(c::get).toArray();
        double[] product = new double[200];
        a.multiply(spread, product);
        double[] restricted = new double[size];
        for (int i = 0; i < 200; i++) {
            restricted[of[i]] += product[i];
        }
        double[] found = space.solve(restricted).values();
        for (int k = 0; k < size; k++) {
            assertThat(found[k]).isCloseTo(c.get(k), within(1e-12));
        }
    }
}
