// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.swarm.core.Relay.Action;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.line.JsonFragment;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final JsonFragment SAID = JsonFragment.adopt(new byte[] {'{', '}'});
    private static final Roster PAIR =
            new Roster("ann", 1, Topology.MESH, List.of(new Roster.Place("a", "a"), new Roster.Place("b", "b")), 2);

    private static Letter letter(long session, long id) {
        var header = new SwarmHeader(new UUID(1, id), "a", id, SwarmHeader.ALL, 0, 1, 1);
        return new Letter(new UUID(0, session), "a", "b", header, id, SAID);
    }

    @Test
    void aLetterWaitsForItsLinksAndTheOldestOfTooManyIsLost() {
        Relay relay = new Relay("b");
        for (int k = 1; k <= Relay.HELD + 2; k++) {
            UUID session = new UUID(0, k % 2);
            assertThat(relay.receive(letter(k % 2, k), 0)).containsExactly(new Action.AskRoster(session));
        }
        assertThat(relay.traffic(new UUID(0, 0)).received()).isZero();
        assertThat(relay.traffic(new UUID(0, 0)).lost()).isEqualTo(1);
        assertThat(relay.traffic(new UUID(0, 1)).lost()).isEqualTo(1);
        assertThat(relay.learn(new UUID(0, 0), PAIR, 0)).isEmpty();
        assertThat(relay.traffic(new UUID(0, 0)).delivered()).isEqualTo(Relay.HELD / 2);
        assertThat(relay.traffic(new UUID(0, 0)).revision()).isEqualTo(Relay.HELD + 2);
        assertThat(relay.traffic(new UUID(0, 1)).delivered()).isZero();
    }

    @Test
    void theSessionsThatWereHeardOfLongestAgoAreForgotten() {
        Relay relay = new Relay("a");
        for (int k = 0; k <= Relay.SESSIONS; k++) {
            relay.announce(new UUID(0, k), PAIR, new UUID(2, k), 3, 7, SAID, 0);
        }
        assertThat(relay.traffic(new UUID(0, 0)).revision()).isZero();
        assertThat(relay.roster(new UUID(0, 0))).isNull();
        assertThat(relay.traffic(new UUID(0, 1)).revision()).isEqualTo(7);
        assertThat(relay.roster(new UUID(0, Relay.SESSIONS))).isEqualTo(PAIR);
    }

    @Test
    void aSessionThatTakesTheIdOfOneThatEndedHasLinksOfItsOwn() {
        Relay relay = new Relay("a");
        UUID session = new UUID(0, 9);
        relay.learn(session, new Roster("ann", 5, Topology.MESH, List.of(new Roster.Place("a", "a")), 1), 0);
        relay.forget(session);
        assertThat(relay.roster(session)).isNull();
        relay.learn(session, PAIR, 0);
        assertThat(relay.roster(session)).isEqualTo(PAIR);
    }

    @Test
    void olderLinksAreNoNews() {
        Relay relay = new Relay("a");
        UUID session = new UUID(0, 9);
        Roster later = new Roster("ann", 5, Topology.MESH, List.of(new Roster.Place("a", "a")), 1);
        relay.learn(session, later, 0);
        relay.learn(session, PAIR, 0);
        assertThat(relay.roster(session)).isEqualTo(later);
        assertThat(relay.announce(session, later, new UUID(2, 1), 3, 7, SAID, 0))
                .isEmpty();
    }
}
