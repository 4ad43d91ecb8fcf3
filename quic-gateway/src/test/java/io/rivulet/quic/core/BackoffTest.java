// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffTest {
    /// 250 ms doubled each time, at most 10 s, and a fifth of it to either side.
    @ParameterizedTest
    @CsvSource({"0,250", "1,250", "2,500", "3,1000", "4,2000", "5,4000", "6,8000", "7,10000", "8,10000", "1000,10000"})
    void itDoublesUpToTenSeconds(int failures, long millis) {
        RandomGenerator random = new Random(failures);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int k = 0; k < 1_000; k++) {
            long wait = Backoff.millis(failures, random);
            least = Math.min(least, wait);
            most = Math.max(most, wait);
        }
        assertThat(least).isBetween(Math.round(0.8 * millis), Math.round(0.82 * millis));
        assertThat(most).isBetween(Math.round(1.18 * millis), Math.round(1.2 * millis));
    }

    @Test
    void itsMiddleIsTheTimeItself() {
        RandomGenerator middle = new Random() {
            @Override
            public double nextDouble() {
                return 0.5;
            }
        };
        assertThat(Backoff.millis(3, middle)).isEqualTo(1_000);
    }
}
