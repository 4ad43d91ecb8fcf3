// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.machine.Envelope;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.run.Placement;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/// What hosts, parts and the owner of a solve tell each other. All of it may be lost or come twice.
final class PartMessage {
    private PartMessage() {}

    /// To a host.
    sealed interface ToHost extends PartitionHost.Command {}

    /// Make this part, or say again that it is made. `solve` names the owner's desk.
    record Place(String solve, Placement placement, ActorRef<PartsDesk.Command> desk)
            implements ToHost, ClusterMessage {}

    /// One of these that is too large for a message.
    record PlaceParcelled(Parcel parcel) implements ToHost, ClusterMessage {}

    /// To a part.
    sealed interface ToPart extends PartActor.Command {}

    /// Where the others are, by number. The highest `count` is the newest.
    record Peers(long count, Map<Integer, ActorRef<PartActor.Command>> all) implements ToPart, ClusterMessage {
        Peers {
            all = Map.copyOf(all);
        }
    }

    /// From another part, for this one or to be handed on.
    record Hand(Envelope envelope, ActorRef<PartActor.Command> from) implements ToPart, ClusterMessage {}

    /// One of its frames has been taken, see [FrameWindow].
    record Taken(int neighbour) implements ToPart, ClusterMessage {}

    /// From the owner.
    record Question(Message ask) implements ToPart, ClusterMessage {}

    /// Another b, and x = 0.
    record Restart(long rhsVersion, DenseVector rhs) implements ToPart, ClusterMessage {}

    /// The owner lives and wants the part: its lease.
    record Renew() implements ToPart, ClusterMessage {}

    /// Nobody wants the part any more.
    record End() implements ToPart, ClusterMessage {}

    /// A message for a part that is too large.
    record HandParcelled(Parcel parcel) implements ToPart, ClusterMessage {}

    /// To the owner's desk.
    sealed interface ToDesk extends PartsDesk.Command {}

    record Made(int part, long epoch, String node, ActorRef<PartActor.Command> actor)
            implements ToDesk, ClusterMessage {}

    /// @param node whose host refuses
    record Refused(int part, long epoch, String node, String reason) implements ToDesk, ClusterMessage {}

    record Said(Message message) implements ToDesk, ClusterMessage {}

    /// The part has the b of this version.
    record HasRhs(int part, long epoch, long rhsVersion) implements ToDesk, ClusterMessage {}

    /// Answers [Renew].
    record Alive(int part, long epoch, Traffic traffic) implements ToDesk, ClusterMessage {}

    /// A message for the desk that is too large.
    record SaidParcelled(Parcel parcel) implements ToDesk, ClusterMessage {}
}
