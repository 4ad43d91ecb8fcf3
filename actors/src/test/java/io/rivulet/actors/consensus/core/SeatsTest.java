// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.consensus.core.Seats.Seat;
import io.rivulet.actors.consensus.core.Seats.Taken;
import io.rivulet.serialization.event.Voter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SeatsTest {
    private static final long LEASE = 100;
    private static final Seat ONE = new Seat("ann", new UUID(1, 2), new Voter("v", "0a"));
    private static final Seat OTHER = new Seat("ann", null, new Voter("v", "0a"));

    private final Seats<String> seats = new Seats<>(LEASE, 0);

    @Test
    void allDoorsOfAMemberCountInWhateverOrderTheyAreHeardOf() {
        seats.told(new Taken<>(ONE, "late", 20), 30);
        seats.told(new Taken<>(ONE, "early", 10), 31);
        seats.told(new Taken<>(OTHER, "wide", 5), 31);
        assertThat(seats.doors()).isEqualTo(Map.of(ONE, List.of("late", "early"), OTHER, List.of("wide")));
        seats.gone(List.of("late", "wide"));
        assertThat(seats.doors()).isEqualTo(Map.of(ONE, List.of("early")));
    }

    @Test
    void whatIsNotToldAgainIsForgotten() {
        seats.told(new Taken<>(ONE, "a", 0), 0);
        seats.told(new Taken<>(OTHER, "b", 0), 0);
        seats.told(new Taken<>(OTHER, "b", 0), 50);
        seats.forget(LEASE - 1);
        assertThat(seats.doors()).hasSize(2);
        seats.forget(LEASE);
        assertThat(seats.doors()).isEqualTo(Map.of(OTHER, List.of("b")));
        seats.forget(LEASE + 50);
        assertThat(seats.doors()).isEmpty();
    }

    @Test
    void aMemberHasFewDoorsAndTheOldestGoes() {
        for (int k = 0; k < 10; k++) {
            seats.told(new Taken<>(ONE, "door-" + k, k), k);
        }
        seats.gone(List.of("door-9", "door-8", "door-7"));
        assertThat(seats.doors()).isEqualTo(Map.of(ONE, List.of("door-6")));
        seats.gone(List.of("door-6"));
        assertThat(seats.doors()).isEmpty();
    }

    private static boolean isGone(Seats<String> seats, long nowMillis) {
        return seats.isGone(new UUID(1, 2), new Voter("v", "0a"), 500, nowMillis);
    }

    @Test
    void whoWasSeenAtNoSocketForLongIsGone() {
        var late = new Seats<String>(LEASE, 1_000);
        assertThat(isGone(late, 1_499)).as("this node looks only since then").isFalse();
        assertThat(isGone(late, 1_500)).isTrue();
        late.told(new Taken<>(ONE, "a", 1_600), 1_600);
        assertThat(isGone(late, 9_000)).as("it is there").isFalse();
        late.gone(List.of("a"));
        assertThat(isGone(late, 2_099)).isFalse();
        assertThat(isGone(late, 2_100)).isTrue();
        late.told(new Taken<>(OTHER, "a", 3_000), 3_000);
        assertThat(isGone(late, 9_000)).as("it is there for all sessions").isFalse();
    }

    @Test
    void whoseSeatItIsDoesNotMatterAndWhichVoterAndSessionDo() {
        seats.told(new Taken<>(new Seat("bob", new UUID(1, 2), new Voter("v", "0a")), "a", 0), 0);
        assertThat(isGone(seats, 9_000)).isFalse();
        seats.gone(List.of("a"));
        seats.told(new Taken<>(new Seat("ann", new UUID(1, 2), new Voter("v", "0b")), "a", 0), 0);
        seats.told(new Taken<>(new Seat("ann", new UUID(1, 3), new Voter("v", "0a")), "b", 0), 0);
        assertThat(isGone(seats, 9_000)).isTrue();
    }

    @Test
    void thereIsAMostOfMembers() {
        for (int k = 0; k < Seats.MOST; k++) {
            assertThat(seats.told(new Taken<>(new Seat("ann", null, new Voter("v" + k, "0a")), "d", 0), 0))
                    .isTrue();
        }
        assertThat(seats.told(new Taken<>(ONE, "d", 0), 0)).isFalse();
        seats.forget(LEASE);
        assertThat(seats.told(new Taken<>(ONE, "d", 0), 0)).isTrue();
    }
}
