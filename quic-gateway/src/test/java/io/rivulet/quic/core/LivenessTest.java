// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.quic.core.Liveness.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LivenessTest {
    private static final long PING = 250;
    private static final long SILENT = 1_500;
    private static final long DEAD = 40_000;

    private final Liveness liveness =
            new Liveness(Duration.ofMillis(PING), Duration.ofMillis(SILENT), Duration.ofMillis(DEAD), 0);

    @Test
    void whoAnswersIsAskedOn() {
        for (long now = PING; now < 2 * DEAD; now += PING) {
            assertThat(liveness.tick(now)).isEqualTo(Step.ASK);
            assertThat(liveness.heard(now + 1)).isFalse();
        }
    }

    @Test
    void whoDoesNotIsSilentOnceAndGoneInTheEnd() {
        for (long now = PING; now < DEAD; now += PING) {
            assertThat(liveness.tick(now)).as("at %d", now).isEqualTo(now == SILENT ? Step.SILENT : Step.ASK);
            assertThat(liveness.isSilent()).isEqualTo(now >= SILENT);
        }
        assertThat(liveness.tick(DEAD)).isEqualTo(Step.DEAD);
    }

    @Test
    void whoAnswersAfterASilenceIsBackAndMayFallSilentAgain() {
        tickTo(SILENT);
        assertThat(liveness.isSilent()).isTrue();
        assertThat(liveness.heard(SILENT + 1)).isTrue();
        assertThat(liveness.isSilent()).isFalse();
        assertThat(liveness.heard(SILENT + 2)).isFalse();
        for (long now = SILENT + PING; now < 2 * SILENT; now += PING) {
            assertThat(liveness.tick(now)).isEqualTo(Step.ASK);
        }
        tickTo(2 * SILENT + PING);
        assertThat(liveness.isSilent()).isTrue();
    }

    @Test
    void thisProcesssOwnPauseIsNotTheOthersSilence() {
        assertThat(liveness.tick(PING)).isEqualTo(Step.ASK);
        assertThat(liveness.tick(PING + 60_000)).isEqualTo(Step.ASK);
        assertThat(liveness.isSilent()).isFalse();
        // Of the silence 500 ms count: one tick's before the pause, and one's in it.
        long now = PING + 60_000;
        for (int k = 0; k < 3; k++) {
            now += PING;
            assertThat(liveness.tick(now)).isEqualTo(Step.ASK);
        }
        assertThat(liveness.tick(now + PING)).isEqualTo(Step.SILENT);
    }

    private void tickTo(long end) {
        for (long now = PING; now <= end; now += PING) {
            liveness.tick(now);
        }
    }
}
