// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.swarm.core.Roster.Place;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static PresentMember external(String id, @Nullable String home) {
        return new PresentMember(new SwarmMember(id, List.of(MemberRole.REPORTER), 0, List.of(), ""), false, 5, home);
    }

    private static List<PresentMember> order(List<PresentMember> own) {
        return Roster.order(
                PresentMember.node("n2", 0),
                List.of(
                        external("z", "gateway"),
                        external("n1", "n3"),
                        PresentMember.node("n3", 0),
                        PresentMember.node("n2", 0),
                        PresentMember.node("n1", 0)),
                own);
    }

    @Test
    void theNodeOfTheSessionIsFirstAndEverybodyHasANodeThatActsForIt() {
        List<PresentMember> own =
                List.of(external("b", "gone"), external("a", "n3"), external("z", null), external("c", null));
        Roster roster = Roster.of("ann", 4, Topology.STAR, order(own), name -> !name.equals("gone"));
        assertThat(roster.places())
                .containsExactly(
                        new Place("n2", "n2"),
                        new Place("n1", "n1"),
                        new Place("n3", "n3"),
                        new Place("a", "n3"),
                        new Place("b", "n2"),
                        new Place("c", "n2"),
                        new Place("z", "gateway"));
        assertThat(roster.coordinators()).isEqualTo(3);
    }

    @Test
    void anotherEpochIsAnotherSwarm() {
        Roster first = Roster.of("ann", 16, Topology.RING, order(List.of()), _ -> true);
        assertThat(Roster.of("ann", 16, Topology.RING, order(List.of()), _ -> true)
                        .after(first))
                .isSameAs(first);
        Roster more = Roster.of("ann", 16, Topology.RING, order(List.of(external("a", null))), _ -> true);
        assertThat(more.after(first).epoch()).isEqualTo(17);
        Roster moved = Roster.of("ann", 16, Topology.RING, order(List.of(external("a", "n1"))), _ -> true);
        assertThat(moved.after(more.after(first)).epoch()).isEqualTo(18);
        // The session was elsewhere meanwhile.
        assertThat(Roster.of("ann", 32, Topology.RING, order(List.of()), _ -> true)
                        .after(first)
                        .epoch())
                .isEqualTo(32);
    }
}
