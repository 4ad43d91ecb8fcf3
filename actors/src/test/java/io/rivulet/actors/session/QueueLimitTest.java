// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QueueLimitTest {
    @Test
    void sessionsAreOpenedUntilFourFifthsOfTheQueueAreTaken() {
        var limit = new QueueLimit(10);
        assertThatCode(() -> limit.requireRoom(8)).doesNotThrowAnyException();
        assertThatThrownBy(() -> limit.requireRoom(9)).hasMessageContaining("80 % of 10");
    }
}
