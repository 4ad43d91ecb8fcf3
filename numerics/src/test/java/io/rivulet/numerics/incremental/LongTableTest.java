// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTableTest {
    /// Few keys meet often, and removing one moves others; large ones are pairs of rows.
    @ParameterizedTest
    @ValueSource(longs = {8, 40, 1_000, 1L << 60})
    void doesWhatAMapDoes(long keys) {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            LongTable<Integer> table = new LongTable<>();
            Map<Long, Integer> map = new HashMap<>();
            for (int k = 0; k < 2_000; k++) {
                long key = random.nextLong(keys);
                switch (random.nextInt(400) == 0 ? 3 : random.nextInt(3)) {
                    case 0 -> {
                        table.put(key, k);
                        map.put(key, k);
                    }
                    case 1 -> {
                        table.remove(key);
                        map.remove(key);
                    }
                    case 2 -> assertThat(table.get(key)).isEqualTo(map.get(key));
                    default -> {
                        table.clear();
                        map.clear();
                    }
                }
                assertThat(table.size()).isEqualTo(map.size());
                assertThat(table.isEmpty()).isEqualTo(map.isEmpty());
            }
            map.forEach((key, value) -> assertThat(table.get(key)).isEqualTo(value));
        }
    }
}
