// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShardWeightsTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aShardThatMovesWeighsWhatItDidUntilItsNewNodeTells() {
        ShardWeights weights = new ShardWeights();
        assertThat(weights.of("7", 0, 0)).isZero();
        assertThat(weights.of("7", 500, SECOND)).isEqualTo(500);
        assertThat(weights.of("7", 0, 9 * SECOND)).isEqualTo(500);
        assertThat(weights.of("8", 0, 9 * SECOND)).isZero();
        assertThat(weights.of("7", 300, 10 * SECOND)).isEqualTo(300);
        assertThat(weights.of("7", 0, 11 * SECOND)).isEqualTo(300);
    }

    @Test
    void aShardWhoseSessionsAreGoneWeighsNothingAfterAWhile() {
        ShardWeights weights = new ShardWeights();
        weights.of("7", 500, 0);
        assertThat(weights.of("7", 0, ShardWeights.HOLDS.toNanos() + 1)).isZero();
        assertThat(weights.of("7", 0, 0)).isZero();
    }
}
