// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a voter is asked. Whoever votes answers by [PollMessage]s: at once that it has the question, then its vote, or
/// that it has none.
public interface VoterMessage extends ClusterMessage {
    /// Is x a solution of the session's problem at `subject.revision`, within its tolerance? A and b the voter reads
    /// itself.
    ///
    /// @param poll comes back in the answers
    /// @param probes that it draws beside reading every row
    /// @param x null where it is too large for a message: then `parcel` holds it, as [CarriedX]
    record AskVote(
            long poll,
            VoteSubject subject,
            int probes,
            @Nullable DenseVector x,
            @Nullable Parcel parcel,
            ActorRef<PollMessage> replyTo)
            implements VoterMessage {}

    /// The same question to a member that is no node: it reads the problem, and x by its digest, through a gateway.
    ///
    /// @param voter who is asked, of those behind this door
    /// @param patienceMillis for so long its vote may count
    record AskMember(
            long poll,
            String voter,
            VoteSubject subject,
            int probes,
            long patienceMillis,
            ActorRef<PollMessage> replyTo)
            implements VoterMessage {}

    /// To a member's door: no vote counts there any more.
    record Over(long poll) implements VoterMessage {}

    /// Is this voter gone, as far as the node sees? Only who says so answers.
    record AskRemoval(UUID session, long epoch, Voter candidate, ActorRef<PollMessage> replyTo)
            implements VoterMessage {}

    /// x inside a parcel.
    record CarriedX(DenseVector x) implements ClusterMessage {}
}
