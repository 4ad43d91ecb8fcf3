// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rivulet.serialization.agent.Ack;
import io.rivulet.serialization.agent.Ack.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryWindowTest {
    private static final long TIMEOUT = RetryWindow.ACK_TIMEOUT_MILLIS;
    /// More than any wait between two attempts.
    private static final long LONG = TIMEOUT + 2 * Backoff.MOST_MILLIS;

    private final RetryWindow<String> window = new RetryWindow<>(new Random(1));

    @Test
    void whatNobodyAnswersIsSentAgainAfterFiveSecondsAndNotBefore() {
        window.sent("m", "message", 0);
        assertThat(window.due(TIMEOUT - 1).again()).isEmpty();
        assertThat(window.due(TIMEOUT).again()).containsExactly("message");
        // The next attempt has its own five seconds, and waits longer.
        assertThat(window.due(2 * TIMEOUT).again()).isEmpty();
        assertThat(window.due(2 * TIMEOUT + LONG).again()).containsExactly("message");
    }

    @Test
    void afterEightAttemptsItIsGivenUp() {
        window.sent("m", "message", 0);
        List<String> again = new ArrayList<>();
        List<String> dead = new ArrayList<>();
        for (int k = 1; k <= RetryWindow.ATTEMPTS + 3; k++) {
            RetryWindow.Due<String> due = window.due(k * LONG);
            again.addAll(due.again());
            dead.addAll(due.dead());
        }
        assertThat(again).hasSize(RetryWindow.ATTEMPTS - 1);
        assertThat(dead).containsExactly("message");
        assertThat(window.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"PROCESSED", "DUPLICATE", "REJECTED"})
    void anAnswerForGoodEndsIt(Status status) {
        window.sent("m", "message", 0);
        window.answered(Ack.of("m", status), 1);
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.due(LONG).again()).isEmpty();
    }

    @Test
    void receivedIsNoAnswerForGood() {
        window.sent("m", "message", 0);
        window.answered(Ack.of("m", Status.RECEIVED), 1);
        assertThat(window.due(TIMEOUT).again()).containsExactly("message");
    }

    @Test
    void aFailureIsTriedAgainNoSoonerThanAsked() {
        window.sent("m", "message", 0);
        window.answered(Ack.failed("m", "STORAGE_UNAVAILABLE", "", 20_000), 1_000);
        assertThat(window.due(20_999).again()).isEmpty();
        assertThat(window.due(21_000).again()).containsExactly("message");
    }

    @Test
    void aFailureWithoutAWishWaitsByTheBackoff() {
        window.sent("m", "message", 0);
        window.answered(new Ack("m", Status.FAILED, null, null, null, null), 1_000);
        assertThat(window.due(1_000 + 199).again()).isEmpty();
        assertThat(window.due(1_000 + 300).again()).containsExactly("message");
    }

    @Test
    void onANewConnectionAllIsSentAtOnceInOrder() {
        window.sent("1", "first", 0);
        window.sent("2", "second", 0);
        window.reconnected(10);
        assertThat(window.due(10).again()).containsExactly("first", "second");
    }

    @Test
    void anAnswerToNothingIsNothing() {
        window.answered(Ack.of("m", Status.PROCESSED), 0);
        window.answered(Ack.failed("m", "X", "", 0), 0);
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void itHoldsSixtyFour() {
        for (int k = 0; k < RetryWindow.WINDOW; k++) {
            assertThat(window.isFull()).isFalse();
            window.sent("m" + k, "message", 0);
        }
        assertThat(window.isFull()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> window.sent("one more", "message", 0));
        window.answered(Ack.of("m3", Status.PROCESSED), 1);
        assertThat(window.isFull()).isFalse();
        assertThat(window.size()).isEqualTo(RetryWindow.WINDOW - 1);
    }
}
