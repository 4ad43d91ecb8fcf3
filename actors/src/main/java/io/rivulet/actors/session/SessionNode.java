// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.Members;
import io.rivulet.actors.consensus.MemberSeats;
import io.rivulet.actors.consensus.PollDesk;
import io.rivulet.actors.consensus.Voters;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.partition.SolvesInParts;
import io.rivulet.actors.race.Races;
import io.rivulet.actors.session.core.MachineSettings;
import io.rivulet.actors.session.core.Now;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.solver.EngineLoader;
import io.rivulet.actors.swarm.SwarmLinks;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.verifier.VerifierActor;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/// What all sessions of a node share.
///
/// @param swarm members of the cluster: its nodes, and those that joined it and no session
record SessionNode(
        String name,
        ActorsSettings settings,
        MachineSettings machineSettings,
        ComputePool pool,
        EngineLoader loader,
        SessionStores stores,
        ActorRef<VerifierActor.Command> verifier,
        NodeCounters counters,
        NodeMeters meters,
        LocalSessions local,
        Members members,
        Parcels parcels,
        SessionAsks asks,
        SolvesInParts parts,
        Races races,
        Voters voters,
        ActorRef<PollDesk.Command> polls,
        MemberSeats seats,
        Supplier<List<PresentMember>> swarm,
        SwarmLinks links,
        InstantSource clock,
        LongSupplier nanoTime) {

    Now now() {
        return new Now(nanoTime.getAsLong(), clock.millis());
    }
}
