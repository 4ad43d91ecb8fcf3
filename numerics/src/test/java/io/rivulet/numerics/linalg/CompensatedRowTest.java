// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompensatedRowTest {
    @Test
    void theErrorCountsTheSmallestDoublesThatProductsMayLose() {
        CompensatedRow row = new CompensatedRow();
        for (int terms : new int[] {0, 1, 7, 4_096, 1_000_000}) {
            row.take(0.0, terms, 0.0);
            assertThat(row.error()).isEqualTo((2.0 * terms + 2) * Double.MIN_VALUE);
            assertThat(row.above(0.0)).isGreaterThan(row.error());
        }
    }
}
