// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import io.rivulet.actors.consensus.core.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One race for x at one revision: who runs, what was proposed, what voters found, and which proposal is taken. That is
/// the one with the smallest residual among those which a quorum of voters has verified; equal ones go by their
/// digest. The residual is the voters', never the proposer's word.
///
/// Once a proposal is verified, no other poll begins; those under way are waited for, since a better x may be among
/// them. When the session's own run has ended without a verified x, the others get as much time again as the race had
/// taken until then.
///
/// **Thread** one at a time. No clock: the time is passed in.
/// **Bounded by** its racers, one proposal each; [#overtime] after the own run, and the polls that are under way then.
public final class Race {
    /// The session's own engine.
    public static final int OWN = 0;

    /// Least and most time for the others once the own run has ended.
    static final long SHORTEST_OVERTIME_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final long LONGEST_OVERTIME_NANOS = TimeUnit.MINUTES.toNanos(10);

    /// How a racer stands.
    public enum Stand {
        /// No node has taken it yet.
        AWAITED,
        RUNNING,
        /// Its proposal waits for the voters to be asked.
        PROPOSED,
        /// They are.
        ASKED,
        VERIFIED,
        REFUTED,
        /// Too few voters have said the same.
        NO_QUORUM,
        /// Proposed when another proposal had been verified.
        LATE,
        /// A quorum has verified its x, and the session's node found it wrong.
        REJECTED,
        FAILED,
        LOST,
        UNPLACED;

        boolean isOpen() {
            return this == AWAITED || this == RUNNING || isProposed();
        }

        boolean isProposed() {
            return this == PROPOSED || this == ASKED;
        }

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// What there is to decide.
    public sealed interface Outcome {
        /// Nothing yet.
        record Open() implements Outcome {}

        /// Nobody takes part but the session's own engine.
        record Alone() implements Outcome {}

        record Won(int racer) implements Outcome {}

        /// @param nearest of the polls without a quorum, the one with most votes in favour; null where there was none
        record NoQuorum(@Nullable Tally nearest) implements Outcome {}
    }

    /// What is known of a racer.
    public record Racer(
            Stand stand,
            String node,
            String method,
            String preconditioner,
            @Nullable Proposal proposal,
            @Nullable Tally tally,
            double found,
            String reason) {
        private Racer stand(Stand next) {
            return new Racer(next, node, method, preconditioner, proposal, tally, found, reason);
        }

        private Racer ended(Stand next, String why) {
            return new Racer(next, node, method, preconditioner, proposal, tally, found, why);
        }

        private Racer at(String where, String by, String with) {
            return new Racer(Stand.RUNNING, where, by, with, proposal, tally, found, reason);
        }

        private Racer proposing(Proposal its, Stand next) {
            return new Racer(next, node, method, preconditioner, its, tally, found, reason);
        }

        private Racer judged(Stand next, Tally by, double residual) {
            return new Racer(next, node, method, preconditioner, proposal, by, residual, reason);
        }
    }

    private final long revision;
    private final long beganNanos;
    private final List<Racer> racers = new ArrayList<>();
    private long ownEndedNanos;
    private boolean ownEnded;

    /// @param racers all of them, the own one included
    public Race(long revision, int racers, String ownNode, String ownMethod, String ownPreconditioner, long nowNanos) {
        this.revision = revision;
        this.beganNanos = nowNanos;
        for (int k = 0; k < racers; k++) {
            this.racers.add(new Racer(Stand.AWAITED, "", "", "", null, null, Double.NaN, ""));
        }
        change(OWN, racer(OWN).at(ownNode, ownMethod, ownPreconditioner));
    }

    public long revision() {
        return revision;
    }

    public Racer racer(int number) {
        return racers.get(number);
    }

    public List<Racer> racers() {
        return List.copyOf(racers);
    }

    private void change(int number, Racer next) {
        racers.set(number, next);
    }

    private boolean is(int number, Stand stand) {
        return racer(number).stand() == stand;
    }

    private boolean any(Predicate<Stand> wanted) {
        return racers.stream().anyMatch(each -> wanted.test(each.stand()));
    }

    // What happens

    public void began(int number, String node, String method, String preconditioner) {
        if (is(number, Stand.AWAITED)) {
            change(number, racer(number).at(node, method, preconditioner));
        }
    }

    public void unplaced(int number, String reason) {
        if (is(number, Stand.AWAITED)) {
            change(number, racer(number).ended(Stand.UNPLACED, reason));
        }
    }

    /// Its first proposal; what it says after that is dropped.
    ///
    /// @return whether the voters are to be asked about it
    public boolean proposed(int number, Proposal proposal, long nowNanos) {
        if (!is(number, Stand.RUNNING)) {
            return false;
        }
        boolean late = any(stand -> stand == Stand.VERIFIED);
        change(number, racer(number).proposing(proposal, late ? Stand.LATE : Stand.PROPOSED));
        ended(number, nowNanos);
        return !late;
    }

    /// From now on its poll is waited for, which ends by itself.
    public void asked(int number) {
        if (is(number, Stand.PROPOSED)) {
            change(number, racer(number).stand(Stand.ASKED));
        }
    }

    /// The voters have been heard.
    ///
    /// @param residual what they found for its x; of no meaning without a quorum
    public void polled(int number, Tally tally, double residual) {
        if (racer(number).stand().isProposed()) {
            Stand next = switch (tally.outcome()) {
                // What no number can be said of is no solution, whoever votes for it.
                case VERIFIED -> Double.isFinite(residual) ? Stand.VERIFIED : Stand.REFUTED;
                case REFUTED -> Stand.REFUTED;
                case NO_QUORUM -> Stand.NO_QUORUM;
            };
            change(number, racer(number).judged(next, tally, residual));
        }
    }

    /// Its poll came to nothing.
    public void undecided(int number, String reason) {
        if (racer(number).stand().isProposed()) {
            change(number, racer(number).ended(Stand.NO_QUORUM, reason));
        }
    }

    /// There are other voters than those who did not agree on its x: they may be asked.
    ///
    /// @return whether they are to be
    public boolean reopened(int number) {
        boolean again = is(number, Stand.NO_QUORUM);
        if (again) {
            change(number, racer(number).stand(Stand.PROPOSED));
        }
        return again;
    }

    /// What its x is called, where it did not say.
    public void named(int number, String digest) {
        Proposal proposal = racer(number).proposal();
        if (proposal != null && proposal.digest().isEmpty()) {
            change(
                    number,
                    racer(number)
                            .proposing(
                                    new Proposal(
                                            digest,
                                            proposal.relativeResidual(),
                                            proposal.bound(),
                                            proposal.iterations()),
                                    racer(number).stand()));
        }
    }

    public void failed(int number, String reason, long nowNanos) {
        if (is(number, Stand.RUNNING)) {
            change(number, racer(number).ended(Stand.FAILED, reason));
            ended(number, nowNanos);
        }
    }

    /// Whatever it has proposed can't be had any more, unless that was verified already.
    public void lost(int number, String reason) {
        if (racer(number).stand().isOpen()) {
            change(number, racer(number).ended(Stand.LOST, reason));
        }
    }

    /// Its x was verified, and does not do where it is wanted.
    public void rejected(int number, String reason) {
        if (is(number, Stand.VERIFIED)) {
            change(number, racer(number).ended(Stand.REJECTED, reason));
        }
    }

    private void ended(int number, long nowNanos) {
        if (number == OWN) {
            ownEnded = true;
            ownEndedNanos = nowNanos;
        }
    }

    // What is decided

    public Outcome outcome(long nowNanos) {
        boolean over = isOver(nowNanos);
        boolean polling = any(stand -> stand == Stand.ASKED || stand == Stand.PROPOSED && !over);
        int best = best();
        if (best >= 0) {
            return polling ? new Outcome.Open() : new Outcome.Won(best);
        }
        boolean alone = racers.stream().skip(1).allMatch(each -> each.stand() == Stand.UNPLACED);
        if (alone) {
            return new Outcome.Alone();
        }
        // Voters that are missing for one x are missing for the next.
        boolean votersMissing = ownEnded && any(stand -> stand == Stand.NO_QUORUM);
        boolean waits = polling || any(Stand::isOpen) && !votersMissing && !over;
        return waits ? new Outcome.Open() : new Outcome.NoQuorum(nearest());
    }

    /// −1 while none is verified.
    private int best() {
        int best = -1;
        Comparator<Racer> order = Comparator.comparingDouble(Racer::found).thenComparing(each -> {
            Proposal proposal = each.proposal();
            return proposal == null ? "" : proposal.digest();
        });
        for (int k = 0; k < racers.size(); k++) {
            if (is(k, Stand.VERIFIED) && (best < 0 || order.compare(racer(k), racer(best)) < 0)) {
                best = k;
            }
        }
        return best;
    }

    private @Nullable Tally nearest() {
        Tally nearest = null;
        for (Racer each : racers) {
            Tally tally = each.stand() == Stand.NO_QUORUM ? each.tally() : null;
            if (tally != null && (nearest == null || tally.inFavour() > nearest.inFavour())) {
                nearest = tally;
            }
        }
        return nearest;
    }

    private boolean isOver(long nowNanos) {
        return ownEnded && nowNanos - ownEndedNanos >= overtime();
    }

    private long overtime() {
        return Math.clamp(ownEndedNanos - beganNanos, SHORTEST_OVERTIME_NANOS, LONGEST_OVERTIME_NANOS);
    }
}
