// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One question to all voters of an epoch. One vote each counts, on this subject alone; a second, different one takes
/// both away. Who has said nothing when the timeout ends has abstained; who has said that it is at work may take
/// until the end of patience, as long as its vote can still decide. A vote that says `verified` and tells a residual
/// beyond
/// the tolerance says two things itself: it is none.
///
/// **Thread** one at a time. No clock: the time is passed in.
/// **Bounded by** the voters, and two votes of each.
public final class Poll {
    private enum Stand {
        /// Nothing has been heard.
        SILENT,
        /// Has the question and works on it.
        AT_WORK,
        VOTED,
        /// What it signed contradicts itself.
        INVALID,
        /// Can't vote, or can't be reached.
        UNABLE,
        /// Has said two things.
        CONTRADICTED
    }

    private static final class Ballot {
        private final Voter voter;
        private Stand stand = Stand.SILENT;
        private @Nullable CastVote first;
        private @Nullable CastVote second;
        private @Nullable Finding finding;
        private boolean promised;
        private boolean broken;

        private Ballot(Voter voter) {
            this.voter = voter;
        }

        private CastVote vote() {
            return Objects.requireNonNull(first, "it has voted");
        }
    }

    /// Residuals that differ by less, of themselves or of the tolerance, are one: a member may add up in another order.
    private static final double CLOSE = 1e-3;

    /// A residual that is beyond the tolerance by more than this part of it was found so: ten times what voters leave
    /// for their rounding.
    private static final double BEYOND = 1e-11;

    private final VoteSubject subject;
    private final Quorum quorum;
    private final Map<String, Ballot> ballots = new LinkedHashMap<>();
    private final long beganNanos;
    private long askedNanos;
    private int beingAsked;
    private final long timeoutNanos;
    private final long patienceNanos;

    public Poll(VoteSubject subject, Collection<Voter> voters, long beganNanos, long timeoutNanos, long patienceNanos) {
        this.subject = subject;
        voters.forEach(voter -> ballots.put(voter.name(), new Ballot(voter)));
        this.quorum = new Quorum(ballots.size());
        this.beganNanos = beganNanos;
        this.askedNanos = beganNanos;
        this.timeoutNanos = timeoutNanos;
        this.patienceNanos = patienceNanos;
    }

    /// Somebody's question takes a while to be sent: the timeout begins when the last of them has left.
    public void asking() {
        beingAsked++;
    }

    public void asked(long nowNanos) {
        beingAsked--;
        askedNanos = nowNanos;
    }

    /// The voter has the question.
    public void atWork(String voter) {
        Ballot ballot = ballots.get(voter);
        if (ballot != null && ballot.stand == Stand.SILENT) {
            ballot.stand = Stand.AT_WORK;
            ballot.promised = true;
        }
    }

    /// Nothing is to be waited for from this voter; a vote of it would still count.
    public void unable(String voter, long nowNanos) {
        Ballot ballot = ballots.get(voter);
        if (ballot != null && (ballot.stand == Stand.SILENT || ballot.stand == Stand.AT_WORK)) {
            ballot.broken = ballot.promised && isLate(nowNanos);
            ballot.stand = Stand.UNABLE;
        }
    }

    /// A vote whose signature is good under the key of the voter that it names.
    ///
    /// @param finding null where the vote says all that the voter told; not signed, and dropped where it says
    /// something else than the vote
    public void vote(VoteSubject about, CastVote vote, @Nullable Finding finding) {
        Ballot ballot = ballots.get(vote.voter());
        if (ballot == null || !about.equals(subject)) {
            return;
        }
        CastVote before = ballot.first;
        if (before == null) {
            ballot.first = vote;
            ballot.finding = finding != null && finding.saysAs(vote) ? finding : null;
            ballot.stand = saysTwoThings(vote) ? Stand.INVALID : Stand.VOTED;
            ballot.broken = ballot.promised && ballot.stand == Stand.INVALID;
        } else if (ballot.second == null && !before.agreesWith(vote)) {
            ballot.second = vote;
            ballot.stand = Stand.CONTRADICTED;
        }
    }

    /// Where an absolute tolerance may allow more, its residual alone does not tell.
    private boolean saysTwoThings(CastVote vote) {
        return vote.verified()
                && subject.absoluteTolerance() == 0
                && !(vote.relativeResidual() <= subject.relativeTolerance() * (1 + BEYOND));
    }

    private boolean isLate(long nowNanos) {
        return beingAsked == 0 && nowNanos - askedNanos >= timeoutNanos;
    }

    private boolean isOutOfPatience(long nowNanos) {
        return nowNanos - beganNanos >= patienceNanos;
    }

    /// Who said that it was at work, and for whom the poll has waited in vain. Who is still at work when it is decided
    /// without it has broken nothing.
    public List<Voter> brokenPromises(long nowNanos) {
        boolean held = isOutOfPatience(nowNanos) && tally().outcome() == Tally.Outcome.NO_QUORUM;
        return ballots.values().stream()
                .filter(ballot -> ballot.broken || held && ballot.stand == Stand.AT_WORK)
                .map(ballot -> ballot.voter)
                .toList();
    }

    public boolean isOver(long nowNanos) {
        int silent = count(Stand.SILENT);
        int atWork = count(Stand.AT_WORK);
        if (silent + atWork == 0 || isOutOfPatience(nowNanos)) {
            return true;
        }
        if (!isLate(nowNanos)) {
            return false;
        }
        Tally now = tally();
        boolean open = now.outcome() == Tally.Outcome.NO_QUORUM
                && Math.max(now.inFavour(), now.against()) + atWork >= quorum.size();
        return !open;
    }

    /// Until the next time at which it may be over without anything being heard.
    public long nanosLeft(long nowNanos) {
        long timeout = timeoutNanos - (nowNanos - askedNanos);
        return Math.max(0, beingAsked == 0 && timeout > 0 ? timeout : patienceNanos - (nowNanos - beganNanos));
    }

    private int count(Stand stand) {
        int count = 0;
        for (Ballot ballot : ballots.values()) {
            count += ballot.stand == stand ? 1 : 0;
        }
        return count;
    }

    private Tally tally() {
        int inFavour = 0;
        int against = 0;
        for (Ballot ballot : ballots.values()) {
            CastVote vote = ballot.first;
            if (ballot.stand == Stand.VOTED && vote != null) {
                inFavour += vote.verified() ? 1 : 0;
                against += vote.verified() ? 0 : 1;
            }
        }
        return new Tally(inFavour, against, quorum);
    }

    public PollResult result(long nowNanos) {
        List<CastVote> counted = new ArrayList<>();
        List<Contradiction> contradictions = new ArrayList<>();
        for (Ballot ballot : ballots.values()) {
            CastVote first = ballot.first;
            CastVote second = ballot.second;
            if (first != null && second != null) {
                contradictions.add(new Contradiction(ballot.voter, new RecordedPoll(subject, List.of(first, second))));
            } else if (first != null && ballot.stand == Stand.VOTED) {
                counted.add(first);
            }
        }
        Tally tally = tally();
        return new PollResult(
                tally,
                tally.outcome() == Tally.Outcome.NO_QUORUM ? null : finding(tally.outcome()),
                new RecordedPoll(subject, counted),
                contradictions,
                nowNanos - beganNanos);
    }

    /// The decision is the tally's. Its numbers are those that most voters with a finding have found, as long as
    /// their residual is the deciding side's. Where there are none, or they contradict each other, the residual is
    /// all that is known.
    private Finding finding(Tally.Outcome outcome) {
        boolean verified = outcome == Tally.Outcome.VERIFIED;
        List<Ballot> deciding = ballots.values().stream()
                .filter(ballot -> ballot.stand == Stand.VOTED && ballot.vote().verified() == verified)
                .toList();
        double residual = median(deciding);
        Map<Finding, Integer> counts = new LinkedHashMap<>();
        for (Ballot ballot : deciding) {
            Finding found = ballot.finding;
            if (found != null && isClose(found.relativeResidual(), residual)) {
                counts.merge(found.decided(verified), 1, Integer::sum);
            }
        }
        int most = counts.values().stream().mapToInt(count -> count).max().orElse(0);
        List<Finding> first = counts.keySet().stream()
                .filter(found -> counts.getOrDefault(found, 0) == most)
                .toList();
        return first.size() == 1 ? first.getFirst() : Finding.told(verified, residual);
    }

    /// A residual with honest ones on either side of it, or an honest one itself: liars can't choose it, also where
    /// the honest ones differ in their last bits.
    private static double median(List<Ballot> deciding) {
        double[] residuals = deciding.stream()
                .mapToDouble(ballot -> ballot.vote().relativeResidual())
                .sorted()
                .toArray();
        return residuals[(residuals.length - 1) / 2];
    }

    private boolean isClose(double found, double residual) {
        double room = CLOSE * Math.max(residual, subject.relativeTolerance());
        return Double.compare(found, residual) == 0
                || (Double.isFinite(residual) && Math.abs(found - residual) <= room);
    }
}
