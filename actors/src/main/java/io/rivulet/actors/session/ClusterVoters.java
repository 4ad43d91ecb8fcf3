// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.Members;
import io.rivulet.actors.consensus.VoterMessage;
import io.rivulet.actors.consensus.Voters;
import io.rivulet.actors.consensus.core.Electorate;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/// The cluster's nodes vote on every session.
record ClusterVoters(Members members) implements Voters {
    @Override
    public Electorate of(UUID session) {
        return members.electorate();
    }

    @Override
    public Optional<ActorRef<VoterMessage>> door(UUID session, String voter) {
        return members.voter(voter);
    }
}
