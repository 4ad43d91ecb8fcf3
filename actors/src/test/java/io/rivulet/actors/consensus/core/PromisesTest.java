// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.event.Voter;
import org.junit.jupiter.api.Test;

class PromisesTest {
    private static final long SECOND = 1_000_000_000;
    private static final long POLL = 10 * SECOND;
    private static final long HOUR = 3_600 * SECOND;
    private static final long DAY = 24 * HOUR;
    private static final Voter A = new Voter("a", "0a");

    private final Promises promises = new Promises();

    private long pauseAfter(long began) {
        long end = began + POLL;
        promises.broke(A, began, end);
        long pause = 0;
        while (!promises.isBelieved(A, end + pause)) {
            pause += SECOND;
        }
        return pause;
    }

    @Test
    void whoBreaksOneIsNotBelievedForAWhileThatGrowsWithEachAndEnds() {
        assertThat(promises.isBelieved(A, 0)).isTrue();
        long now = 0;
        for (long seconds : new long[] {30, 120, 480, 1_920, 3_600, 3_600, 3_600}) {
            assertThat(pauseAfter(now)).isEqualTo(seconds * SECOND);
            now += POLL + seconds * SECOND;
        }
        // Another name under the key is the same voter, another key is not.
        promises.broke(A, now, now + POLL);
        assertThat(promises.isBelieved(new Voter("b", "0a"), now + POLL)).isFalse();
        assertThat(promises.isBelieved(new Voter("a", "0b"), now + POLL)).isTrue();
        assertThat(pauseAfter(now + 2 * DAY)).isEqualTo(30 * SECOND);
    }

    /// It promises whatever it is asked, in a poll right after the other, and never votes.
    @Test
    void aLiarHoldsUpNextToNothing() {
        long held = 0;
        long now = 0;
        while (now < DAY) {
            if (promises.isBelieved(A, now)) {
                promises.broke(A, now, now + POLL);
                held += POLL;
                now += POLL;
            } else {
                now += SECOND;
            }
        }
        assertThat(held).isLessThan(DAY / 250);
    }

    @Test
    void pollsThatWereHeldAtOnceAreOneTime() {
        promises.broke(A, 0, POLL);
        promises.broke(A, 1, POLL + 1);
        promises.broke(A, 2, POLL + 2);
        assertThat(promises.isBelieved(A, POLL + 30 * SECOND)).isFalse();
        assertThat(promises.isBelieved(A, POLL + 30 * SECOND + 2)).isTrue();
    }

    @Test
    void ofTooManyTheFirstAreForgiven() {
        promises.broke(A, 0, 1);
        for (int k = 0; k < Promises.MOST; k++) {
            promises.broke(new Voter("v", "k" + k), 0, 2);
        }
        assertThat(promises.isBelieved(A, 3)).isTrue();
        assertThat(promises.isBelieved(new Voter("v", "k0"), 3)).isFalse();
    }
}
