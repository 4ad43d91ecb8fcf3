// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.agent.Ack;
import org.junit.jupiter.api.Test;

final class AckMemoryTest {
    private final AckMemory memory = new AckMemory();

    @Test
    void aRepeatGetsTheFirstAnswerAsADuplicate() {
        memory.keep(Ack.of("m", Ack.Status.PROCESSED));
        assertThat(memory.repeated("m")).contains(Ack.of("m", Ack.Status.DUPLICATE));
        assertThat(memory.repeated("m")).contains(Ack.of("m", Ack.Status.DUPLICATE));
        assertThat(memory.repeated("other")).isEmpty();
    }

    @Test
    void whatWasRejectedStaysSo() {
        Ack rejected = Ack.rejected("m", "UNKNOWN_TASK", "no such task is known");
        memory.keep(rejected);
        memory.keep(Ack.of("m", Ack.Status.PROCESSED));
        assertThat(memory.repeated("m")).contains(rejected);
    }

    /// It is tried in earnest when it comes again.
    @Test
    void anAnswerThatIsNotForGoodIsNotKept() {
        memory.keep(Ack.failed("m", "STORAGE_UNAVAILABLE", "the board has not answered", 1_000));
        memory.keep(Ack.of("n", Ack.Status.RECEIVED));
        assertThat(memory.repeated("m")).isEmpty();
        assertThat(memory.repeated("n")).isEmpty();
    }

    @Test
    void theOldestIsForgottenFirst() {
        for (int k = 0; k <= AckMemory.MOST; k++) {
            memory.keep(Ack.of("m" + k, Ack.Status.PROCESSED));
        }
        assertThat(memory.repeated("m0")).isEmpty();
        assertThat(memory.repeated("m1")).isPresent();
        assertThat(memory.repeated("m" + AckMemory.MOST)).isPresent();
    }
}
