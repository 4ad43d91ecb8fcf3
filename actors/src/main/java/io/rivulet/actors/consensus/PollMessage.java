// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.VoteSubject;
import org.jspecify.annotations.Nullable;

/// What a voter answers to a [VoterMessage.AskVote], under the number that came with it.
public interface PollMessage extends PollDesk.Command, ClusterMessage {
    /// It has the question.
    record AtWork(long poll, String voter) implements PollMessage {}

    /// Its vote, about what it checked. `finding` is not signed (see [io.rivulet.actors.consensus.core.Poll]), and null
    /// for one who tells the residual alone.
    record Voted(
            long poll,
            VoteSubject subject,
            CastVote vote,
            @Nullable Finding finding) implements PollMessage {}

    /// A voter says that another one is gone, and signs: see [io.rivulet.serialization.event.VoteCodec#removal].
    record Consented(String voter, String signature) implements PollMessage {}

    /// It can't say: the problem could not be read.
    record Unable(long poll, String voter) implements PollMessage {}
}
