// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.consensus.core.VoterChanges;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.Voter;
import java.util.ArrayList;
import java.util.List;

/// Who votes on the session's x: what the journal says, which follows the cluster and the session's members by events
/// of
/// its own. Until the first
/// of them is durable nobody can be asked; while a later one is being written, the voters before it are.
/// **Bounded by** one event under way; the voters that have contradicted themselves.
final class Voting {
    private final Turn turn;
    private final Journal journal;
    private final List<RecordedPoll> contradictions = new ArrayList<>();
    private Electorate seen = Electorate.NOBODY;
    private List<SwarmMember> own = List.of();
    private List<Voter> members = List.of();
    private boolean stale;
    private boolean wanted;
    private boolean changing;

    Voting(Turn turn, Journal journal) {
        this.turn = turn;
        this.journal = journal;
    }

    /// Who may vote now.
    void seen(Electorate electorate) {
        seen = electorate;
        stale = true;
    }

    /// There is going to be something to vote on. Members that come to vote are reason enough.
    void want() {
        wanted = true;
    }

    boolean isReady() {
        VotersChanged now = journal.state().voters();
        return now != null && !now.voters().isEmpty();
    }

    /// Only where [#isReady].
    void ask(long order, long revision, int probes, Tolerance tolerance) {
        VotersChanged now = journal.state().voters();
        if (now == null) {
            throw new IllegalStateException("nobody to ask");
        }
        turn.put(new Output.HoldPoll(order, now.epoch(), now.voters(), revision, probes, tolerance));
    }

    /// These voters have signed two things about one x.
    void contradicted(List<RecordedPoll> polls) {
        List<String> known = new ArrayList<>();
        contradictions.forEach(each -> known.add(voter(each)));
        for (RecordedPoll each : polls) {
            if (!known.contains(voter(each))) {
                contradictions.add(each);
            }
        }
    }

    private static String voter(RecordedPoll contradiction) {
        return contradiction.votes().getFirst().voter();
    }

    /// The voters that are no nodes: its own members, and those of the cluster where it has a swarm.
    private List<Voter> members(SessionState state) {
        SessionEvent.SessionOpened opened = state.opened();
        own = state.swarm().members();
        List<Voter> all = new ArrayList<>(voters(own));
        if (opened != null && opened.settings().swarm().enabled()) {
            for (Electorate.Standing standing : seen.standing()) {
                if (standing.owner().equals(opened.owner())) {
                    all.add(standing.voter());
                }
            }
        }
        return List.copyOf(all);
    }

    /// Those of the members that vote.
    static List<Voter> voters(List<SwarmMember> members) {
        List<Voter> voters = new ArrayList<>();
        for (SwarmMember member : members) {
            String key = member.publicKey();
            if (key != null && member.votes()) {
                voters.add(new Voter(member.nodeId(), key));
            }
        }
        return voters;
    }

    /// Writes what has changed; to be called before the journal is pumped.
    void pump() {
        SessionState state = journal.state();
        if (stale || state.swarm().members() != own) {
            stale = false;
            members = members(state);
        }
        if (!(wanted || !members.isEmpty()) || changing || !journal.isReady() || journal.ends()) {
            return;
        }
        List<RecordedPoll> proofs = List.copyOf(contradictions);
        VotersChanged next = VoterChanges.next(state.voters(), seen, members, proofs);
        if (next == null) {
            contradictions.clear();
            return;
        }
        changing = true;
        journal.submit(
                reserve -> new VotersChanged(next.epoch(), next.voters(), next.excluded(), next.evidence(), reserve),
                new Journal.Effect() {
                    @Override
                    public void durable(SessionEvent event) {
                        changing = false;
                        contradictions.removeAll(proofs);
                    }

                    @Override
                    public void lost() {
                        changing = false;
                    }
                });
    }
}
