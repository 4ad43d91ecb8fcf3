// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.Members;
import io.rivulet.actors.consensus.MemberSeats;
import io.rivulet.actors.consensus.VoterMessage;
import io.rivulet.actors.consensus.Voters;
import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.swarm.SwarmRegistry;
import io.rivulet.serialization.event.Voter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;

/// The cluster's nodes and the members that verify.
final class ClusterVoters implements Voters {
    /// What an electorate was made of.
    private record Made(Electorate nodes, List<Electorate.Standing> standing, Electorate whole) {}

    private final Members members;
    private final SwarmRegistry registry;
    private final MemberSeats seats;
    private final AtomicReference<Made> made =
            new AtomicReference<>(new Made(Electorate.NOBODY, List.of(), Electorate.NOBODY));

    ClusterVoters(Members members, SwarmRegistry registry, MemberSeats seats) {
        this.members = members;
        this.registry = registry;
        this.seats = seats;
    }

    @Override
    public Electorate electorate() {
        Electorate nodes = members.electorate();
        List<Electorate.Standing> standing = registry.voters();
        Made last = made.get();
        if (last.nodes() == nodes && last.standing() == standing) {
            return last.whole();
        }
        var now = new Made(nodes, standing, new Electorate(nodes.present(), nodes.removed(), standing));
        // Of two that are made at once one is kept: the other one's session sees a change that is none.
        made.set(now);
        return now.whole();
    }

    @Override
    public Optional<Door> door(UUID session, String owner, Voter voter) {
        Optional<Door> node = members.voter(voter.name()).map(NodeDoor::new);
        List<ActorRef<VoterMessage>> doors = node.isPresent() ? List.of() : seats.doors(owner, session, voter);
        return doors.isEmpty() ? node : Optional.of(new MemberDoors(doors));
    }
}
