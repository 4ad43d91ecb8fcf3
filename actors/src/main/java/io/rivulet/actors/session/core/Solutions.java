// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.SolutionResult;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes x public: its residual recomputed by the engine's node, and a full-residual verification of the same x from
/// the verifier's own copy, before anybody is told. One order is out at a time; readers that come meanwhile share the
/// next. **Bounded by** [EngineReads] for readers.
final class Solutions {
    private static final long PATIENCE_MILLIS = 120_000;

    /// Two residuals of one x and one problem, both recomputed in compensated arithmetic, agree to far more digits.
    static final double SAME = 1e-6;

    private static final class Order {
        final long number;
        final long sentNanos;
        final long xVersion;
        final boolean alreadyVerified;
        final RunFacts facts;
        final List<Long> readers;
        final List<Runnable> afterLine;
        final boolean line;
        final Tolerance tolerance;

        @Nullable
        SolutionResult result;

        boolean verdictOpen;

        @Nullable
        Checked verdict;

        Line.@Nullable VerificationResult told;

        @Nullable
        Problem unverifiable;

        Order(
                long number,
                long sentNanos,
                long xVersion,
                boolean alreadyVerified,
                RunFacts facts,
                List<Long> readers,
                List<Runnable> afterLine,
                boolean line,
                Tolerance tolerance) {
            this.number = number;
            this.sentNanos = sentNanos;
            this.xVersion = xVersion;
            this.alreadyVerified = alreadyVerified;
            this.facts = facts;
            this.readers = readers;
            this.afterLine = afterLine;
            this.line = line;
            this.tolerance = tolerance;
        }
    }

    private final Turn turn;
    private final UUID session;
    private final Lines lines;
    private final Journal journal;
    private final Engine engine;
    private final Verifications verifications;
    private final Racing racing;
    private final Supplier<RunFacts> facts;
    private final BooleanSupplier correcting;
    private List<Long> readers = new ArrayList<>();
    private List<Runnable> afterLine = new ArrayList<>();
    private boolean lineWanted;
    private @Nullable Order out;
    private long lastOrder;
    private long toldVersion = -1;

    Solutions(
            Turn turn,
            UUID session,
            Lines lines,
            Journal journal,
            Engine engine,
            Verifications verifications,
            Racing racing,
            Supplier<RunFacts> facts,
            BooleanSupplier correcting) {
        this.turn = turn;
        this.session = session;
        this.lines = lines;
        this.journal = journal;
        this.engine = engine;
        this.verifications = verifications;
        this.racing = racing;
        this.facts = facts;
        this.correcting = correcting;
    }

    /// Answers `reply` with x as it stands at the next order.
    void read(long reply) {
        readers.add(reply);
    }

    /// A `solution` line as soon as a repair has ended, and then `after`.
    void wantLine(Runnable after) {
        lineWanted = true;
        afterLine.add(after);
    }

    /// The last solution told is x as it stands.
    boolean isTold() {
        return toldVersion == engine.xVersion();
    }

    boolean isBusy() {
        return out != null || lineWanted || !readers.isEmpty();
    }

    /// To be called between slices, before the next one is given.
    void pump(SessionSettings settings, Tolerance tolerance) {
        boolean line = lineWanted && engine.solved() >= 0 && !correcting.getAsBoolean();
        if (out != null || !engine.idle() || !line && readers.isEmpty() || !verifications.hasRoom()) {
            return;
        }
        Order order = new Order(
                ++lastOrder,
                turn.nanos(),
                engine.xVersion(),
                verifications.isVerified(),
                facts.get(),
                readers,
                line ? afterLine : List.of(),
                line,
                tolerance);
        readers = new ArrayList<>();
        if (line) {
            lineWanted = false;
            afterLine = new ArrayList<>();
        }
        out = order;
        turn.put(new Output.ComputeSolution(order.number));
        if (line || !order.alreadyVerified && settings.verifying().enabled()) {
            order.verdictOpen = true;
            verifications.order(
                    verifications.check(
                            Strategy.FULL_RESIDUAL,
                            settings.verifying().probeCount(),
                            tolerance,
                            settings.seed(),
                            order.facts.converged()),
                    new Verifications.Receiver() {
                        @Override
                        public void verdict(Line.VerificationResult told, Checked verdict) {
                            order.told = told;
                            order.verdict = verdict;
                            verdictCame(order, settings);
                        }

                        @Override
                        public void failed(Problem problem) {
                            order.unverifiable = problem;
                            verdictCame(order, settings);
                        }
                    });
        }
    }

    private void verdictCame(Order order, SessionSettings settings) {
        order.verdictOpen = false;
        if (order == out) {
            complete(order, settings);
        }
    }

    void ready(long number, SolutionResult result, SessionSettings settings) {
        Order order = out;
        if (order != null && order.number == number) {
            order.result = result;
            complete(order, settings);
        }
    }

    private void complete(Order order, SessionSettings settings) {
        SolutionResult result = order.result;
        if (result == null || order.verdictOpen) {
            return;
        }
        out = null;
        boolean verified = verified(order, result, settings);
        boolean held = order.line && !verified && correcting.getAsBoolean();
        if (held) {
            hold(order);
        } else if (order.line) {
            tell(order, result, verified);
        }
        for (long reply : order.readers) {
            RunFacts f = order.facts;
            turn.reply(reply, new Answer.Solution(result, verified, f.stopReason(), f.iterations(), f.elapsedMs()));
        }
        if (!held) {
            order.afterLine.forEach(Runnable::run);
        }
    }

    /// x was found wrong and is being mended: the line waits for what comes of it.
    private void hold(Order order) {
        Line.VerificationResult verification = order.told;
        if (verification != null) {
            lines.tell(verification);
        }
        lineWanted = true;
        afterLine.addAll(0, order.afterLine);
    }

    private static boolean verified(Order order, SolutionResult result, SessionSettings settings) {
        Checked verdict = order.verdict;
        boolean checked = verdict != null ? verdict.verified() : order.alreadyVerified;
        Double asked = settings.stopping().errorBound();
        ErrorBound bound = result.bound();
        boolean certified = asked != null && bound != null && bound.certified() && bound.value() <= asked;
        boolean met = order.tolerance.metBy(result.relativeResidual(), result.absoluteResidual());
        return checked && met || certified && verdict != null && agree(verdict, result);
    }

    /// A bound is the engine's word about its own A and b: it counts where a verifier finds the same residual with its
    /// own.
    private static boolean agree(Checked verdict, SolutionResult result) {
        double theirs = verdict.relativeResidual();
        double ours = result.relativeResidual();
        return theirs == ours || Math.abs(theirs - ours) <= SAME * Math.max(theirs, ours);
    }

    private void tell(Order order, SolutionResult result, boolean verified) {
        Line.VerificationResult verification = order.told;
        Problem problem = order.unverifiable;
        if (verification != null) {
            lines.tell(verification);
            record(verification, order.verdict);
        } else if (problem != null) {
            lines.tell(new Line.Error(problem.session(session.toString()), false));
        }
        JsonFragment x = result.json();
        ErrorBound bound = result.bound();
        toldVersion = order.xVersion;
        lines.tell(new Line.Solution(
                result.revision(),
                x != null ? x : XJson.omitted("/api/v1/sessions/" + session + "/solution"),
                result.relativeResidual(),
                result.backwardError(),
                bound == null ? null : bound.value(),
                bound == null ? "none" : bound.kind().wireName(),
                bound == null ? null : bound.certificate(),
                order.facts.iterations(),
                order.facts.stopReason(),
                order.facts.elapsedMs(),
                verified,
                racing.view(result.revision())));
    }

    private void record(Line.VerificationResult told, @Nullable Checked verdict) {
        if (verdict == null || journal.ends()) {
            return;
        }
        journal.submit(
                reserve -> new SessionEvent.VerificationRecorded(
                        told.revision(),
                        told.strategy(),
                        told.verified(),
                        verdict.relativeResidual(),
                        reserve,
                        verdict.poll()),
                Nothing.FOLLOWS);
    }

    /// The engine is gone: what was ordered of it is ordered of the next one.
    void unloaded() {
        Order order = out;
        out = null;
        if (order != null) {
            readers.addAll(0, order.readers);
            lineWanted |= order.line;
            afterLine.addAll(0, order.afterLine);
        }
    }

    void onTime() {
        if (out != null && turn.passed(out.sentNanos, PATIENCE_MILLIS)) {
            unloaded();
        }
    }

    void refuseReaders(Problem problem) {
        if (out != null) {
            out.readers.forEach(reply -> turn.reply(reply, new Answer.Refused(problem)));
            out.readers.clear();
        }
        readers.forEach(reply -> turn.reply(reply, new Answer.Refused(problem)));
        readers.clear();
    }

    /// An event that is for the record: whether it is durable changes nothing here.
    private enum Nothing implements Journal.Effect {
        FOLLOWS;

        @Override
        public void durable(SessionEvent event) {
            // Nothing was waiting for it.
        }

        @Override
        public void lost() {
            // The next solution is recorded again.
        }
    }
}
