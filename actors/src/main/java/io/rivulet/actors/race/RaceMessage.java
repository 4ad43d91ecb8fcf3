// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.race.core.Goal;
import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/// What hosts, replicas and the owner of a race tell each other. All of it may be lost or come twice.
final class RaceMessage {
    private RaceMessage() {}

    /// To a host.
    sealed interface ToHost extends ReplicaHost.Command {}

    /// Solve the session's problem at `revision`, which the replica reads itself, by the plan with this number.
    ///
    /// @param race a name that no other race has
    record Run(
            String race,
            int racer,
            UUID session,
            long revision,
            long rows,
            long nnz,
            Goal goal,
            ActorRef<RaceDesk.Command> desk)
            implements ToHost, ClusterMessage {}

    /// To a replica.
    sealed interface ToReplica extends ReplicaActor.Command {}

    /// The owner lives and wants it: its lease.
    record Renew() implements ToReplica, ClusterMessage {}

    /// Nobody wants it any more.
    record End() implements ToReplica, ClusterMessage {}

    /// The x that it proposed is wanted.
    record SendX() implements ToReplica, ClusterMessage {}

    /// To the owner's desk.
    sealed interface ToDesk extends RaceDesk.Command {
        int racer();
    }

    /// The host has room, and reads the problem.
    record Taken(int racer, String node, ActorRef<ReplicaActor.Command> replica) implements ToDesk, ClusterMessage {}

    /// @param node whose host refuses
    record Refused(int racer, String node, String reason) implements ToDesk, ClusterMessage {}

    record Began(int racer, String method, String preconditioner) implements ToDesk, ClusterMessage {}

    /// It can't begin: there is no plan of this number, or the problem could not be read.
    record Withdrawn(int racer, String reason) implements ToDesk, ClusterMessage {}

    record Proposed(int racer, Proposal proposal) implements ToDesk, ClusterMessage {}

    record GaveUp(int racer, String reason) implements ToDesk, ClusterMessage {}

    /// Answers [Renew].
    record Alive(int racer) implements ToDesk, ClusterMessage {}

    /// Answers [SendX].
    record HereIsX(int racer, DenseVector x) implements ToDesk, ClusterMessage {}

    /// [HereIsX] where it is too large for a message.
    record XParcelled(int racer, Parcel parcel) implements ToDesk, ClusterMessage {}
}
