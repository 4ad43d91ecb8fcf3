// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutboundQueueTest {
    private static OutboundQueue<Integer> full(int size) {
        var queue = new OutboundQueue<Integer>(size, Long.MAX_VALUE, each -> each < 0, _ -> 1);
        IntStream.range(0, size).forEach(each -> queue.offer(each, Overflow.DROP_OLDEST));
        return queue;
    }

    @Test
    void theOldestGivesWay() {
        var queue = full(10);
        assertThat(queue.offer(10, Overflow.DROP_OLDEST)).isEqualTo(1);
        assertThat(queue.waiting()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void theNewestGivesWay() {
        var queue = full(10);
        assertThat(queue.offer(10, Overflow.DROP_NEWEST)).isEqualTo(1);
        assertThat(queue.waiting()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void everySecondOneGivesWay() {
        var even = full(10);
        assertThat(even.offer(10, Overflow.COMPRESS)).isEqualTo(5);
        assertThat(even.waiting()).containsExactly(0, 2, 4, 6, 8, 10);
        var odd = full(9);
        assertThat(odd.offer(9, Overflow.COMPRESS)).isEqualTo(4);
        assertThat(odd.waiting()).containsExactly(0, 2, 4, 6, 8, 9);
        var thousand = full(1000);
        assertThat(thousand.offer(1000, Overflow.COMPRESS)).isEqualTo(500);
        assertThat(thousand.size()).isEqualTo(501);
    }

    @ParameterizedTest
    @EnumSource
    void whatMustArriveIsNeverGivenUp(Overflow strategy) {
        var queue = full(4);
        queue.offer(-1, strategy);
        IntStream.range(10, 40).forEach(each -> queue.offer(each, strategy));
        queue.offer(-2, strategy);
        assertThat(queue.waiting()).contains(-1, -2);
    }

    @ParameterizedTest
    @EnumSource
    void theCountsAddUpWhateverHappens(Overflow strategy) {
        var random = new Random(7);
        var queue = new OutboundQueue<Integer>(16, 200, each -> each % 50 == 0, each -> each % 40);
        for (int k = 1; k < 5_000; k++) {
            if (random.nextInt(3) == 0) {
                queue.take();
            } else {
                queue.offer(k, strategy);
            }
            assertThat(queue.offered()).isEqualTo(queue.taken() + queue.dropped() + queue.size());
        }
        assertThat(queue.dropped()).isPositive();
    }

    @Test
    void bytesAreLimitedToo() {
        var queue = new OutboundQueue<Integer>(100, 10, _ -> false, each -> each);
        List.of(4, 4, 9).forEach(each -> queue.offer(each, Overflow.DROP_OLDEST));
        assertThat(queue.waiting()).containsExactly(9);
        // One alone is always kept.
        queue.take();
        queue.offer(50, Overflow.DROP_NEWEST);
        assertThat(queue.take()).isEqualTo(50);
    }
}
