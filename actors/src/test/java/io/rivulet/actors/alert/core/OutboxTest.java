// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final long MINUTE = Outbox.PERIOD_MILLIS;

    private final Outbox outbox = new Outbox(0);

    private static Report report(Alert alert, String about) {
        return new Report(alert, about, "detail of " + about, 0, 1);
    }

    @Test
    void whatIsNotCriticalWaitsForTheMinuteAndComesOnceForEachThing() {
        outbox.add(report(Alert.STREAM_GAP, "a"));
        outbox.add(report(Alert.STREAM_GAP, "b"));
        outbox.add(new Report(Alert.STREAM_GAP, "a", "the last", 7, 4));
        assertThat(outbox.due(MINUTE - 1).isEmpty()).isTrue();

        Outbox.Batch batch = outbox.due(MINUTE);
        assertThat(batch.reports())
                .containsExactly(new Report(Alert.STREAM_GAP, "a", "the last", 0, 5), report(Alert.STREAM_GAP, "b"));
        assertThat(outbox.due(2 * MINUTE).isEmpty()).isTrue();
    }

    @Test
    void whatIsCriticalGoesAtOnceWithWhatWaits() {
        outbox.add(report(Alert.STREAM_GAP, "a"));
        outbox.add(report(Alert.NODE_LOST, "node-2"));
        assertThat(outbox.due(1).reports()).extracting(Report::about).containsExactly("a", "node-2");
    }

    @Test
    void whatHasNoRoomIsCountedAndWhatIsCriticalTakesTheRoomOfOthers() {
        for (int k = 0; k < Outbox.KEPT; k++) {
            assertThat(outbox.add(report(Alert.STREAM_GAP, "session " + k))).isTrue();
        }
        assertThat(outbox.add(report(Alert.STREAM_GAP, "one more"))).isFalse();
        assertThat(outbox.add(report(Alert.STREAM_GAP, "session 3"))).isTrue();
        assertThat(outbox.add(report(Alert.NODE_LOST, "node-2"))).isTrue();

        Outbox.Batch batch = outbox.due(1);
        assertThat(batch.reports())
                .hasSize(Outbox.KEPT)
                .extracting(Report::about)
                .contains("node-2");
        assertThat(batch.dropped()).isEqualTo(2);
        assertThat(outbox.due(MINUTE + 1).dropped()).isZero();
    }

    @Test
    void whatDidNotArriveComesAgainAfterAMinuteCriticalOrNot() {
        outbox.add(report(Alert.NODE_LOST, "node-2"));
        Outbox.Batch lost = outbox.due(10);
        outbox.back(new Outbox.Batch(lost.reports(), 3), 20);
        outbox.add(report(Alert.STORAGE_UNAVAILABLE, "node-1"));
        assertThat(outbox.due(20 + MINUTE - 1).isEmpty()).isTrue();

        Outbox.Batch again = outbox.due(20 + MINUTE);
        assertThat(again.reports()).extracting(Report::about).containsExactly("node-2", "node-1");
        assertThat(again.dropped()).isEqualTo(3);
    }
}
