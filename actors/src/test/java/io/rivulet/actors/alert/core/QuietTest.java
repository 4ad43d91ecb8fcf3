// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QuietTest {
    private static final long MINUTE = Quiet.PAUSE_MILLIS;

    private final Quiet quiet = new Quiet();

    @Test
    void oneAMinuteIsToldOfEachThingWithHowManyItStandsFor() {
        assertThat(quiet.tells(Alert.SLOW_ITERATION, "a", 0)).isEqualTo(OptionalLong.of(1));
        for (int k = 1; k <= 5; k++) {
            assertThat(quiet.tells(Alert.SLOW_ITERATION, "a", k * 1_000)).isEmpty();
        }
        assertThat(quiet.tells(Alert.SLOW_ITERATION, "b", 5_000)).isEqualTo(OptionalLong.of(1));
        assertThat(quiet.tells(Alert.STREAM_GAP, "a", 5_000)).isEqualTo(OptionalLong.of(1));
        assertThat(quiet.tells(Alert.SLOW_ITERATION, "a", MINUTE - 1)).isEmpty();
        assertThat(quiet.tells(Alert.SLOW_ITERATION, "a", MINUTE)).isEqualTo(OptionalLong.of(7));
        assertThat(quiet.tells(Alert.SLOW_ITERATION, "a", 2 * MINUTE)).isEqualTo(OptionalLong.of(1));
    }

    @Test
    void whatIsKnownLongestIsForgottenWhereThereIsTooMuch() {
        for (int k = 0; k < Quiet.REMEMBERED; k++) {
            assertThat(quiet.tells(Alert.STREAM_GAP, "session " + k, k)).isPresent();
        }
        assertThat(quiet.tells(Alert.STREAM_GAP, "session 0", 5_000)).isEmpty();
        assertThat(quiet.tells(Alert.STREAM_GAP, "one more", 5_000)).isPresent();
        assertThat(quiet.tells(Alert.STREAM_GAP, "session 1", 5_000)).isEmpty();
        assertThat(quiet.tells(Alert.STREAM_GAP, "session 0", 5_000)).isPresent();
    }
}
