// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.patterns.Walks;
import io.rivulet.patterns.store.VectorStore.Entry;
import io.rivulet.patterns.store.VectorStore.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorStoreTest {
    static List<Scan> scans() {
        return List.of(ScalarScan.INSTANCE, VectorScan.INSTANCE);
    }

    private static UnitVector random(Walks random, int dimension) {
        double[] values = random.uniform(dimension);
        for (int i = 0; i < dimension; i++) {
            values[i] -= 0.5;
        }
        return UnitVector.of(values);
    }

    private static Entry<Integer> entry(String id, String digest, long at, UnitVector vector) {
        return new Entry<>(id, digest, at, vector, (int) at);
    }

    @ParameterizedTest
    @MethodSource("scans")
    void aSearchFindsWhatSortingAllOfThemFinds(Scan scan) {
        Walks random = new Walks(61);
        for (int size : List.of(0, 1, 15, 16, 17, 500)) {
            VectorStore<Integer> store = new VectorStore<>(7, scan);
            List<Entry<Integer>> all = new ArrayList<>();
            UnitVector shared = random(random, 7);
            for (int i = 0; i < size; i++) {
                UnitVector vector = i % 5 == 0 ? shared : random(random, 7);
                Entry<Integer> e = entry("id" + random.below(1_000_000), "d", i / 10, vector);
                if (store.put(e) == Upsert.STORED) {
                    all.add(e);
                }
            }
            for (int i = 0; i < size; i += 4) {
                assertThat(store.delete(all.get(i).id())).isTrue();
            }
            List<Entry<Integer>> kept = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (i % 4 != 0) {
                    kept.add(all.get(i));
                }
            }
            UnitVector query = size % 2 == 0 ? shared : random(random, 7);
            List<String> expected = kept.stream()
                    .filter(e -> e.content() % 3 != 0 && e.vector().cosine(query) >= 0.1)
                    .sorted(Comparator.<Entry<Integer>>comparingDouble(
                                    e -> e.vector().cosine(query))
                            .thenComparing(Entry::storedAt)
                            .reversed()
                            .thenComparing(Entry::id))
                    .limit(20)
                    .map(Entry::id)
                    .toList();
            for (int round = 0; round < 2; round++) {
                List<Hit<Integer>> hits = store.search(query, 20, 0.1, e -> e.content() % 3 != 0);
                assertThat(hits.stream().map(h -> h.entry().id())).isEqualTo(expected);
                hits.forEach(
                        h -> assertThat(h.score()).isEqualTo(h.entry().vector().cosine(query)));
                assertThat(store.count()).isEqualTo(kept.size());
                store.compact();
                assertThat(store.deleted()).isZero();
            }
        }
    }

    @Test
    void vectorsGiveTheSameBits() {
        Walks random = new Walks(62);
        for (int dimension : List.of(1, 3, 32, 100)) {
            float[] groups = new float[3 * dimension * Scan.GROUP];
            float[] query = new float[dimension];
            float[] one = new float[Scan.GROUP];
            float[] other = new float[Scan.GROUP];
            for (int round = 0; round < 10_000; round++) {
                if (round % 100 == 0) {
                    for (int i = 0; i < groups.length; i++) {
                        groups[i] = (float) (random.next() - 0.5);
                    }
                    for (int i = 0; i < query.length; i++) {
                        query[i] = (float) (random.next() - 0.5);
                    }
                }
                ScalarScan.INSTANCE.group(query, groups, round % 3, one);
                VectorScan.INSTANCE.group(query, groups, round % 3, other);
                assertThat(other).isEqualTo(one);
            }
        }
    }

    @Test
    void theSameAgainIsADuplicateAndOtherContentAConflict() {
        VectorStore<Integer> store = new VectorStore<>(2);
        UnitVector first = UnitVector.of(new double[] {1, 0});
        UnitVector second = UnitVector.of(new double[] {0, 1});
        assertThat(store.put(entry("a", "1", 1, first))).isEqualTo(Upsert.STORED);
        assertThat(store.put(entry("a", "1", 2, first))).isEqualTo(Upsert.DUPLICATE);
        assertThat(store.put(entry("a", "2", 3, second))).isEqualTo(Upsert.CONFLICT);
        assertThat(store.get("a").orElseThrow().vector()).isEqualTo(first);
        assertThat(store.count()).isEqualTo(1);
        assertThat(store.delete("a")).isTrue();
        assertThat(store.delete("a")).isFalse();
        assertThat(store.get("a")).isEmpty();
        assertThat(store.put(entry("a", "2", 4, second))).isEqualTo(Upsert.STORED);
        assertThat(store.search(first, 5, -1, e -> true)).hasSize(1);
    }

    @Test
    void vectorsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> UnitVector.of(new double[] {0, 0}))
                .isInstanceOfSatisfying(
                        VectorException.class, e -> assertThat(e.fault()).isEqualTo(VectorException.Fault.ZERO_VECTOR));
        assertThatThrownBy(() -> UnitVector.of(new double[] {0, Double.POSITIVE_INFINITY}))
                .isInstanceOfSatisfying(
                        VectorException.class,
                        e -> assertThat(e.fault()).isEqualTo(VectorException.Fault.NON_FINITE_VALUE));
        UnitVector three = UnitVector.of(new double[] {1, 2, 3});
        VectorStore<Integer> store = new VectorStore<>(2);
        assertThatThrownBy(() -> store.put(entry("a", "1", 1, three))).isInstanceOf(VectorException.class);
        assertThatThrownBy(() -> store.search(three, 1, 0, e -> true)).isInstanceOf(VectorException.class);
        UnitVector two = UnitVector.of(new double[] {1, 2});
        assertThatThrownBy(() -> store.search(two, 0, 0, e -> true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> two.cosine(three)).isInstanceOf(VectorException.class);
        assertThatThrownBy(() -> new VectorStore<>(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hugeAndTinyVectorsHaveADirection() {
        UnitVector huge = UnitVector.of(new double[] {1e308, 1e308});
        UnitVector tiny = UnitVector.of(new double[] {1e-320, 1e-320});
        assertThat(huge).isEqualTo(tiny).hasSameHashCodeAs(tiny).hasToString(tiny.toString());
        assertThat(UnitVector.adopt(huge.values())).isEqualTo(huge);
    }
}
