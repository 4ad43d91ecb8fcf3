// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.consensus.core.Seats.Seat;
import io.rivulet.serialization.event.Voter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is at this node's sockets, as its own actor keeps it.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeatsActorTest {
    private static final Voter VOTER = new Voter("v", "0a");

    private final ActorTestKit kit = ActorTestKit.create();
    private final AtomicReference<Map<Seat, List<ActorRef<VoterMessage>>>> known = new AtomicReference<>(Map.of());
    private final ActorRef<SeatsActor.Command> seats = kit.spawn(SeatsActor.create(known, () -> Instant.EPOCH));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private ActorRef<VoterMessage> door() {
        return kit.spawn(MemberVoter.create(_ -> true));
    }

    private static Seat seat(long session) {
        return new Seat("ann", new UUID(0, session), VOTER);
    }

    private boolean take(Seat seat, ActorRef<VoterMessage> door) throws Exception {
        var taken = new CompletableFuture<Boolean>();
        seats.tell(new SeatsActor.Take(seat, door, taken));
        return taken.get(30, TimeUnit.SECONDS);
    }

    private void untilEmpty() throws InterruptedException {
        while (!known.get().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aSocketThatHasAllTheSeatsGivesUpItsOldestAndAnotherOneIsRefused() throws Exception {
        ActorRef<VoterMessage> one = door();
        for (int k = 0; k < SeatsActor.OWN; k++) {
            assertThat(take(seat(k), one)).isTrue();
        }
        assertThat(take(seat(0), one)).isTrue();
        assertThat(take(seat(SeatsActor.OWN), one)).isTrue();
        assertThat(known.get()).hasSize(SeatsActor.OWN).containsKeys(seat(0), seat(SeatsActor.OWN));
        assertThat(known.get()).doesNotContainKey(seat(1));
        assertThat(take(seat(2_000), door())).isFalse();
    }

    @Test
    void aSeatEndsWithItsDoorAlsoWhereNobodySaysSo() throws Exception {
        ActorRef<VoterMessage> door = door();
        assertThat(take(seat(1), door)).isTrue();
        door.tell(new MemberVoter.Close());
        untilEmpty();
        // Of one that has ended before.
        take(seat(2), door);
        untilEmpty();
    }
}
