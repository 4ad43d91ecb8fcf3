// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.VerifyResult;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Orders to the verifier and what came of them. Remembers which x was verified last, for `verified` is said of that x
/// only.
/// **Bounded by** [#OUT] orders out; [#PATIENCE_MILLIS] each, then it counts as failed.
final class Verifications {
    static final int OUT = 64;
    static final long PATIENCE_MILLIS = 60_000;

    interface Receiver {
        void verdict(Line.VerificationResult line, Verdict verdict);

        void failed(Problem problem);
    }

    /// @param finished x was that of an ended repair
    /// @param claimed the residual that the solver gave for it
    /// @param afterStep the correction that x comes from, null for none
    private record Order(
            long number,
            long xVersion,
            long sentNanos,
            long iteration,
            boolean finished,
            boolean converged,
            double claimed,
            double tolerance,
            @Nullable String afterStep,
            Receiver receiver) {}

    private final Turn turn;
    private final Engine engine;
    private final Detectors detectors;
    private final Map<Long, Order> out = new LinkedHashMap<>();
    private long lastOrder;
    private long incarnation;
    private long verifiedVersion = -1;
    private long lastRevision = -1;
    private double lastScore;
    private Line.@Nullable VerificationResult last;
    private long count;
    private Detectors.@Nullable Alarm alarm;

    Verifications(Turn turn, Engine engine, Detectors detectors) {
        this.turn = turn;
        this.engine = engine;
        this.detectors = detectors;
    }

    void incarnation(long number) {
        incarnation = number;
    }

    boolean hasRoom() {
        return out.size() < OUT;
    }

    /// Orders a verification of x as it stands; only between slices.
    ///
    /// @param claimed the solver says that x has converged; whether to this very tolerance is seen from
    /// its residual
    void order(Strategy strategy, int probes, Tolerance tolerance, long seed, boolean claimed, Receiver receiver) {
        order(strategy, probes, tolerance, seed, claimed, null, receiver);
    }

    /// As above, of an x that comes from a correction.
    void order(
            Strategy strategy,
            int probes,
            Tolerance tolerance,
            long seed,
            boolean claimed,
            @Nullable String afterStep,
            Receiver receiver) {
        long number = ++lastOrder;
        out.put(
                number,
                new Order(
                        number,
                        engine.xVersion(),
                        turn.nanos(),
                        engine.iterations(),
                        engine.answered(),
                        claimed
                                && engine.answered()
                                && tolerance.metBy(engine.relativeResidual(), engine.absoluteResidual()),
                        engine.relativeResidual(),
                        tolerance.relative(),
                        afterStep,
                        receiver));
        long drawn = seed ^ (0x9E3779B97F4A7C15L * (number + (incarnation << 32)));
        turn.put(new Output.RunVerification(number, engine.revision(), strategy, probes, tolerance, drawn));
    }

    void verified(long number, VerifyResult result) {
        Order order = out.remove(number);
        if (order == null) {
            return;
        }
        count++;
        Verdict verdict = result.verdict();
        if (verdict.verified() && verdict.confidence() >= Slices.ENOUGH_CONFIDENCE) {
            verifiedVersion = Math.max(verifiedVersion, order.xVersion());
        } else if (!verdict.verified() && verifiedVersion == order.xVersion()) {
            verifiedVersion = -1;
        }
        Detectors.Assessment assessment = detectors.assess(Measurement.of(
                verdict,
                result.revision(),
                order.iteration(),
                order.finished(),
                order.converged(),
                order.claimed(),
                order.tolerance()));
        alarm = assessment.alarm() == null ? alarm : assessment.alarm();
        Line.VerificationResult line = line(order, result, assessment);
        if (result.revision() >= lastRevision) {
            lastRevision = result.revision();
            lastScore = verdict.score();
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

    private Line.VerificationResult line(Order order, VerifyResult result, Detectors.Assessment assessment) {
        Verdict verdict = result.verdict();
        List<Double> components = new ArrayList<>();
        for (double component : verdict.components().values()) {
            components.add(component);
        }
        return new Line.VerificationResult(
                result.revision(),
                "probe-" + incarnation + "-" + order.number(),
                verdict.strategy().wireName(),
                verdict.verified(),
                components,
                verdict.maxError(),
                verdict.meanError(),
                verdict.confidence(),
                assessment.driftDetected(),
                assessment.driftSeverity(),
                assessment.recommendation(),
                order.afterStep(),
                result.nanos() / 1e6,
                Line.Votes.single(verdict.verified()));
    }

    void failed(long number, Problem problem) {
        Order order = out.remove(number);
        if (order != null) {
            order.receiver().failed(problem);
        }
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

    boolean isOut() {
        return !out.isEmpty();
    }

    double score() {
        return lastScore;
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
