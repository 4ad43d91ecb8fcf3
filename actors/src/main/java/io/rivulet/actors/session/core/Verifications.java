// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.actors.session.core.Slices.VerifyResult;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Orders to the verifier and what came of them. Remembers which x was verified last, for `verified` is said of that x
/// only.
///
/// A poll that refutes x takes its `verified` away, and is no reason to correct anything: those who refute may be
/// outsiders.
/// That is what this node's own vote found; where it is missing, the node's verifier is asked.
/// **Bounded by** [#OUT] orders out; [#PATIENCE_MILLIS] each, then it counts as failed.
final class Verifications {
    static final int OUT = 64;
    static final String CONSENSUS = "consensus";
    static final long PATIENCE_MILLIS = 60_000;

    /// Hears of each poll that is over.
    interface Polled {
        /// @param xVersion of the x that was asked about
        /// @param tally null where nothing came of it
        void polled(long xVersion, @Nullable Tally tally);
    }

    interface Receiver {
        void verdict(Line.VerificationResult line, Checked verdict);

        void failed(Problem problem);

        /// x is gone with its engine: there will be no verdict about it.
        default void unloaded(Problem problem) {
            failed(problem);
        }
    }

    /// How an x is to be checked.
    ///
    /// @param claimed the solver says that x has converged; whether to this very tolerance its residual says
    /// @param poll by votes, whatever `strategy` says; only where there are voters
    /// @param afterStep the correction that x comes from, null for none
    record Check(
            Strategy strategy,
            int probes,
            Tolerance tolerance,
            long seed,
            boolean claimed,
            boolean poll,
            @Nullable String afterStep) {}

    /// @param finished x was that of an ended repair
    /// @param converged the solver says that x meets this tolerance
    /// @param claimed the residual that the solver gave for it
    private record Order(
            long number,
            Check check,
            long xVersion,
            long sentNanos,
            long iteration,
            boolean finished,
            boolean converged,
            double claimed,
            Receiver receiver) {}

    private final String node;
    private final Turn turn;
    private final Engine engine;
    private final Voting voting;
    private final Detectors detectors;
    private final Map<Long, Order> out = new LinkedHashMap<>();
    private long lastOrder;
    private long incarnation;
    private long verifiedVersion = -1;
    /// The x that this node's own verifier found good, whatever others say.
    private long clearedVersion = -1;
    private long lastRevision = -1;
    private Line.@Nullable VerificationResult last;
    private @Nullable Tally lastTally;
    private boolean consensus;
    private long count;
    private Detectors.@Nullable Alarm alarm;
    private Polled onPolled = (_, _) -> {};

    /// @param node under whose name this node votes
    Verifications(String node, Turn turn, Engine engine, Voting voting, Detectors detectors) {
        this.node = node;
        this.turn = turn;
        this.engine = engine;
        this.voting = voting;
        this.detectors = detectors;
    }

    /// Who is told before the receiver is.
    void onPolled(Polled then) {
        onPolled = then;
    }

    /// @param byConsensus only votes make x verified, and they are asked for unless something else is
    void start(boolean byConsensus) {
        consensus = byConsensus;
        if (byConsensus) {
            voting.want();
        }
    }

    void incarnation(long number) {
        incarnation = number;
    }

    boolean hasRoom() {
        return out.size() < OUT && (!consensus || voting.isReady());
    }

    /// A check by the session's way.
    Check check(Strategy strategy, int probes, Tolerance tolerance, long seed, boolean claimed) {
        return new Check(strategy, probes, tolerance, seed, claimed, consensus, null);
    }

    /// By this node's own verifier, of every row.
    ///
    /// @param step the correction that x comes from, null for none
    Check own(@Nullable String step, Tolerance tolerance, long seed, boolean claimed) {
        return new Check(Strategy.FULL_RESIDUAL, 1, tolerance, seed, claimed, false, step);
    }

    /// Orders a verification of x as it stands; only between slices.
    void order(Check check, Receiver receiver) {
        long number = ++lastOrder;
        out.put(
                number,
                new Order(
                        number,
                        check,
                        engine.xVersion(),
                        turn.nanos(),
                        engine.iterations(),
                        engine.answered(),
                        check.claimed()
                                && engine.answered()
                                && check.tolerance().metBy(engine.relativeResidual(), engine.absoluteResidual()),
                        engine.relativeResidual(),
                        receiver));
        if (check.poll()) {
            voting.ask(number, engine.revision(), check.probes(), check.tolerance());
        } else {
            long drawn = check.seed() ^ (0x9E3779B97F4A7C15L * (number + (incarnation << 32)));
            turn.put(new Output.RunVerification(
                    number, engine.revision(), check.strategy(), check.probes(), check.tolerance(), drawn));
        }
    }

    void verified(long number, VerifyResult result) {
        Order order = out.remove(number);
        if (order != null) {
            Verdict verdict = result.verdict();
            Checked found = Checked.by(verdict);
            Line.VerificationResult line = line(
                    order,
                    result.revision(),
                    verdict.strategy().wireName(),
                    Finding.of(verdict),
                    assess(order, result.revision(), found),
                    result.nanos(),
                    Line.Votes.single(verdict.verified()));
            told(order, line, found);
        }
    }

    void polled(long number, PollResult result) {
        voting.polled(result);
        Order order = out.remove(number);
        if (order == null) {
            return;
        }
        Tally tally = result.tally();
        lastTally = tally;
        onPolled.polled(order.xVersion(), tally);
        Finding finding = result.finding();
        if (finding == null) {
            order.receiver().failed(Problems.noQuorum(tally));
            return;
        }
        long revision = result.votes().subject().revision();
        Checked found = Checked.by(finding, result.votes());
        Line.VerificationResult line = line(
                order,
                revision,
                CONSENSUS,
                finding,
                weigh(order, revision, found, result.votes()),
                result.nanos(),
                new Line.Votes(
                        tally.inFavour(),
                        tally.against(),
                        tally.abstained(),
                        tally.quorum().voters(),
                        tally.quorum().size(),
                        tally.quorum().toleratedFaults()));
        told(order, line, found);
    }

    /// What a poll gives reason to think: a quorum in favour has honest ones in it, one against may have none.
    private Detectors.Assessment weigh(Order order, long revision, Checked found, RecordedPoll votes) {
        if (found.verified()) {
            return assess(order, revision, found);
        }
        for (CastVote vote : votes.votes()) {
            if (vote.voter().equals(node)) {
                return assess(order, revision, Checked.by(vote));
            }
        }
        if (!order.converged() || clearedVersion == order.xVersion()) {
            return Detectors.Assessment.NOTHING;
        }
        alarm = new Detectors.Alarm(Trigger.REFUTED, 1.0);
        return new Detectors.Assessment(false, 0.0, alarm);
    }

    private Detectors.Assessment assess(Order order, long revision, Checked found) {
        Detectors.Assessment assessment = detectors.assess(Measurement.of(
                found,
                revision,
                order.iteration(),
                order.finished(),
                order.converged(),
                order.claimed(),
                order.check().tolerance().relative()));
        alarm = assessment.alarm() == null ? alarm : assessment.alarm();
        return assessment;
    }

    private void told(Order order, Line.VerificationResult line, Checked verdict) {
        count++;
        if (!order.check().poll() && verdict.verified() && verdict.everyRow()) {
            clearedVersion = order.xVersion();
        }
        boolean counts = order.check().poll() || !consensus;
        if (verdict.verified() && verdict.confidence() >= Slices.ENOUGH_CONFIDENCE && counts) {
            verifiedVersion = Math.max(verifiedVersion, order.xVersion());
        } else if (!verdict.verified() && verifiedVersion == order.xVersion()) {
            verifiedVersion = -1;
        }
        if (line.revision() >= lastRevision) {
            lastRevision = line.revision();
            last = line;
        }
        order.receiver().verdict(line, verdict);
    }

    /// What went wrong since the last call, null for nothing.
    Detectors.@Nullable Alarm takeAlarm() {
        Detectors.Alarm taken = alarm;
        alarm = null;
        return taken;
    }

    boolean hasAlarm() {
        return alarm != null;
    }

    private Line.VerificationResult line(
            Order order,
            long revision,
            String strategy,
            Finding finding,
            Detectors.Assessment assessment,
            long nanos,
            Line.Votes votes) {
        return new Line.VerificationResult(
                revision,
                "probe-" + incarnation + "-" + order.number(),
                strategy,
                finding.verified(),
                finding.components(),
                finding.maxError(),
                finding.meanError(),
                finding.confidence(),
                assessment.driftDetected(),
                assessment.driftSeverity(),
                assessment.recommendation(),
                order.check().afterStep(),
                nanos / 1e6,
                votes);
    }

    /// How the voters agreed last; nobody has yet before the first poll, and one node agrees with itself.
    Line.Consensus agreement() {
        Tally tally = lastTally;
        if (tally == null) {
            return consensus ? Line.Consensus.NOBODY : Line.Consensus.ALONE;
        }
        return new Line.Consensus(
                tally.inFavour() + tally.against(),
                tally.agreement(),
                tally.quorum().toleratedFaults());
    }

    void failed(long number, Problem problem) {
        Order order = out.remove(number);
        if (order != null) {
            if (order.check().poll()) {
                onPolled.polled(order.xVersion(), null);
            }
            order.receiver().failed(problem);
        }
    }

    /// The engine is gone: what was asked about its x will not be answered.
    void unloaded(Problem problem) {
        List<Order> asked = List.copyOf(out.values());
        out.clear();
        asked.forEach(order -> order.receiver().unloaded(problem));
    }

    /// Gives up on orders that nobody answered.
    void onTime() {
        for (Order order : List.copyOf(out.values())) {
            if (turn.passed(order.sentNanos(), PATIENCE_MILLIS)) {
                failed(
                        order.number(),
                        Problem.of(
                                        ProblemCode.NO_QUORUM,
                                        "the verifier did not answer within " + PATIENCE_MILLIS + " ms")
                                .retryAfter(1_000));
            }
        }
    }

    /// x as it stands was verified.
    boolean isVerified() {
        return verifiedVersion == engine.xVersion();
    }

    /// The voters are being asked about this x.
    boolean polls(long xVersion) {
        return out.values().stream().anyMatch(order -> order.check().poll() && order.xVersion() == xVersion);
    }

    boolean isOut() {
        return !out.isEmpty();
    }

    long lastRevision() {
        return lastRevision;
    }

    Line.@Nullable VerificationResult last() {
        return last;
    }

    long count() {
        return count;
    }
}
