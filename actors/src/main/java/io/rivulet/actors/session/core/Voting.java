// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Absentees;
import io.rivulet.actors.consensus.core.Contradiction;
import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.consensus.core.VoterChanges;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VoterRemoval;
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
    private final List<Contradiction> contradictions = new ArrayList<>();
    private Electorate seen = Electorate.NOBODY;
    private List<SwarmMember> own = List.of();
    private List<Voter> members = List.of();
    private boolean stale;
    private final Absentees absentees;
    private final MemberDesk desk;
    private List<VoterRemoval> removals = List.of();
    private boolean asking;
    private long askedNanos;
    private boolean wanted;
    private boolean changing;

    /// @param leaseMillis a voter from outside that is silent for so long may be removed by the others
    Voting(Turn turn, Journal journal, MemberDesk desk, long leaseMillis) {
        this.desk = desk;
        this.absentees = new Absentees(leaseMillis * 1_000_000);
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

    /// A poll is over.
    void polled(PollResult result) {
        contradicted(result.contradictions());
        VotersChanged now = journal.state().voters();
        if (now != null && now.epoch() == result.votes().subject().epoch()) {
            absentees.polled(now.voters(), result, turn.nanos());
        }
    }

    /// What the voters of `epoch` say of one that is silent.
    void removal(long epoch, VoterRemoval found) {
        asking = false;
        VotersChanged now = journal.state().voters();
        // While another change is being written, what was signed is about voters that are over in a moment.
        if (now != null && !changing && now.epoch() == epoch && VoterChanges.isGranted(found, now.voters())) {
            removals = List.of(found);
        } else {
            absentees.stays(found.voter());
        }
    }

    private void askRemoval() {
        VotersChanged now = journal.state().voters();
        if (now == null || asking || changing || !removals.isEmpty()) {
            return;
        }
        absentees
                .due(voter -> now.voters().contains(voter) && !seen.present().contains(voter), turn.nanos())
                .ifPresent(voter -> {
                    asking = true;
                    askedNanos = turn.nanos();
                    turn.put(new Output.AskRemoval(now.epoch(), now.voters(), voter));
                });
    }

    /// It joined again, or gave another sign of life, after the voters were asked about it.
    private void refuseRemovalOfOneThatIsBack() {
        for (VoterRemoval removal : removals) {
            if (desk.heardSince(removal.voter().name(), askedNanos)) {
                absentees.stays(removal.voter());
                removals = List.of();
            }
        }
    }

    /// Who is going to be no voter any more is no member that votes. False where that can't be written yet.
    private boolean dismiss() {
        VotersChanged now = journal.state().voters();
        List<Voter> leaving = new ArrayList<>();
        removals.forEach(removal -> leaving.add(removal.voter()));
        contradictions.forEach(each -> leaving.add(each.voter()));
        return leaving.stream()
                .filter(voter -> now != null && now.voters().contains(voter))
                .allMatch(voter -> desk.dismiss(voter.name()));
    }

    /// Nothing is under way any more.
    void restart() {
        asking = false;
        removals = List.of();
    }

    /// These voters have signed two things about one x.
    private void contradicted(List<Contradiction> found) {
        for (Contradiction each : found) {
            if (contradictions.stream().noneMatch(known -> known.voter().equals(each.voter()))) {
                contradictions.add(each);
            }
        }
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
        askRemoval();
        refuseRemovalOfOneThatIsBack();
        if (!dismiss()) {
            return;
        }
        List<VoterRemoval> granted = removals;
        removals = List.of();
        List<Contradiction> proofs = List.copyOf(contradictions);
        VotersChanged next = VoterChanges.next(state.voters(), seen, members, proofs, granted);
        if (next == null) {
            contradictions.clear();
            return;
        }
        changing = true;
        journal.submit(
                reserve -> new VotersChanged(
                        next.epoch(), next.voters(), next.excluded(), next.evidence(), next.removals(), reserve),
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
