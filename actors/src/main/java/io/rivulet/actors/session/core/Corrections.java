// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.Correction;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Carries an incident down the [CorrectionLadder]: a full check of the x that an alarm is about, beside the residual
/// that the engine recomputes for the same x, then step by step, each verified, until an x is or nothing is left. All
/// checks are this node's own, also where x is verified by votes: what outsiders say of x is told, and enters no
/// ladder.
/// **Owns** the incident; at most one. **Bounded by** the ladder's length, [#UNVERIFIABLE] checks that the verifier
/// fails.
final class Corrections {
    /// So often the verifier may fail to answer in one incident.
    static final int UNVERIFIABLE = 3;

    /// While updates keep the engine busy, or the verifier fails, x is looked at so often for having been mended.
    private static final long LOOK_MILLIS = 1_000;

    private enum Phase {
        WATCHING,
        /// The x that the alarm is about is looked at.
        CHECKING,
        /// The next step waits for its turn between two slices.
        DUE,
        /// The engine was told.
        ORDERED,
        /// It works, or is being loaded.
        WORKING,
        /// What came of it is looked at.
        VERIFYING,
        /// Until something else is asked of the engine.
        GIVEN_UP
    }

    private final Turn turn;
    private final UUID session;
    private final Lines lines;
    private final Journal journal;
    private final Engine engine;
    private final Verifications verifications;
    private final Detectors detectors;
    private final Consumer<Output.LoadData.From> reload;

    private Phase phase = Phase.WATCHING;
    private Detectors.@Nullable Alarm alarm;
    private CorrectionLadder.Step step = CorrectionLadder.Step.RECOMPUTE_RESIDUAL;
    private long incident;
    private long lastOrder;
    private long foundRevision;
    private double foundTolerance;
    private boolean answered;
    private boolean claimed;
    private @Nullable Checked found;
    private double audited;
    private boolean auditOut;
    private int unverifiable;
    private long lookedNanos;

    Corrections(
            Turn turn,
            UUID session,
            Lines lines,
            Journal journal,
            Engine engine,
            Verifications verifications,
            Detectors detectors,
            Consumer<Output.LoadData.From> reload) {
        this.turn = turn;
        this.session = session;
        this.lines = lines;
        this.journal = journal;
        this.engine = engine;
        this.verifications = verifications;
        this.detectors = detectors;
        this.reload = reload;
    }

    /// Something is being done about x, or about to be.
    boolean pending(SessionSettings settings) {
        return switch (phase) {
            case WATCHING -> settings.autoCorrection() && verifications.hasAlarm();
            case GIVEN_UP -> false;
            case CHECKING, DUE, ORDERED, WORKING, VERIFYING -> true;
        };
    }

    /// To be called between slices, before everything else that wants to see x.
    ///
    /// @param converged the last repair ended so, by the engine's word
    void pump(SessionSettings settings, Tolerance tolerance, boolean converged) {
        switch (phase) {
            case WATCHING -> {
                if (!settings.autoCorrection()) {
                    verifications.takeAlarm();
                } else if (verifications.hasAlarm() && engine.idle() && verifications.hasRoom()) {
                    alarm = verifications.takeAlarm();
                    examine(settings, tolerance, converged);
                }
            }
            case DUE -> carryOut();
            case WORKING -> lookAgain(settings, tolerance, converged);
            case GIVEN_UP -> {
                verifications.takeAlarm();
                boolean asBefore = engine.revision() == foundRevision && engine.tolerance() == foundTolerance;
                phase = asBefore ? phase : Phase.WATCHING;
            }
            case CHECKING, ORDERED, VERIFYING -> {}
        }
    }

    // The incident

    private void examine(SessionSettings settings, Tolerance tolerance, boolean converged) {
        phase = Phase.CHECKING;
        unverifiable = 0;
        foundRevision = engine.revision();
        found = null;
        audited = Double.NaN;
        auditOut = true;
        turn.put(new Output.AuditResidual(++lastOrder));
        verify(settings, tolerance, converged, null);
    }

    private void verify(SessionSettings settings, Tolerance tolerance, boolean converged, @Nullable String afterStep) {
        long number = ++incident;
        answered = engine.answered();
        claimed =
                converged && engine.answered() && tolerance.metBy(engine.relativeResidual(), engine.absoluteResidual());
        verifications.order(
                verifications.own(afterStep, tolerance, settings.seed(), claimed), new ToldVerdict(lines, session) {
                    @Override
                    public void verdict(Line.VerificationResult line, Checked verdict) {
                        super.verdict(line, verdict);
                        if (number == incident) {
                            verifications.takeAlarm();
                            judged(verdict);
                        }
                    }

                    @Override
                    public void failed(Problem problem) {
                        super.failed(problem);
                        unloaded(problem);
                    }

                    @Override
                    public void unloaded(Problem problem) {
                        if (number == incident) {
                            unjudged();
                        }
                    }
                });
    }

    void audited(long order, double relativeResidual) {
        if (phase == Phase.CHECKING && order == lastOrder) {
            auditOut = false;
            audited = relativeResidual;
            begin();
        }
    }

    private void judged(Checked verdict) {
        found = verdict;
        if (phase == Phase.CHECKING) {
            begin();
        } else if (verdict.verified()) {
            end();
        } else if (claimed) {
            alarm = new Detectors.Alarm(Trigger.REFUTED, cause().severity());
            next();
        } else if (answered) {
            // It has done what it was asked for, which is less than what x is verified against.
            next();
        } else {
            // The engine works on: it says itself that this x is not the last word.
            phase = Phase.WORKING;
        }
    }

    private void unjudged() {
        if (phase == Phase.CHECKING) {
            end();
        } else if (++unverifiable >= UNVERIFIABLE) {
            due(CorrectionLadder.Step.GIVE_UP);
        } else {
            phase = Phase.WORKING;
        }
    }

    /// Both answers about the x of the alarm are needed.
    private void begin() {
        Checked verdict = found;
        if (verdict == null || auditOut) {
            return;
        }
        Detectors.Alarm cause = Objects.requireNonNull(alarm);
        double exact = verdict.relativeResidual();
        boolean same = Math.abs(exact - audited) <= Solutions.SAME * Math.max(exact, audited) || exact == audited;
        boolean stillSo = switch (cause.trigger()) {
            case REFUTED -> claimed && !verdict.verified();
            case DRIFT -> !verdict.verified() || !same || detectors.drifts();
            case STAGNATION, DIVERGENCE -> !verdict.verified();
        };
        if (stillSo) {
            due(CorrectionLadder.entry(cause, !same));
        } else {
            end();
        }
    }

    private void due(CorrectionLadder.Step next) {
        step = next;
        phase = Phase.DUE;
    }

    private void next() {
        CorrectionLadder.Step after = CorrectionLadder.after(cause(), step);
        if (after == null) {
            leave();
        } else {
            due(after);
        }
    }

    /// Until something else is asked of the engine, nothing more is tried.
    private void leave() {
        end();
        phase = Phase.GIVEN_UP;
        foundRevision = engine.revision();
        foundTolerance = engine.tolerance();
    }

    private void carryOut() {
        Correction correction = step.correction();
        if (step == CorrectionLadder.Step.GIVE_UP) {
            giveUp();
        } else if (correction != null && engine.idle()) {
            boolean back = cause().trigger() == Trigger.DIVERGENCE && step == CorrectionLadder.Step.SWITCH_METHOD;
            phase = Phase.ORDERED;
            engine.correct(new Output.CorrectEngine(++lastOrder, correction, back));
        } else if (correction == null) {
            tell();
            working();
            reload.accept(
                    step == CorrectionLadder.Step.COLD_RESTART
                            ? Output.LoadData.From.ZERO_AFRESH
                            : Output.LoadData.From.CHECKPOINT_AFRESH);
        }
    }

    void corrected(long order, boolean applied) {
        if (phase != Phase.ORDERED || order != lastOrder) {
            return;
        }
        engine.corrected(applied);
        if (applied) {
            tell();
            working();
        } else {
            next();
        }
    }

    private void working() {
        phase = Phase.WORKING;
        lookedNanos = turn.nanos();
        detectors.reset();
    }

    private void lookAgain(SessionSettings settings, Tolerance tolerance, boolean converged) {
        if (engine.stage() == Engine.Stage.FAILED) {
            end();
            return;
        }
        if (!engine.idle() || engine.solved() < 0 || !verifications.hasRoom()) {
            return;
        }
        if (engine.answered() && !converged) {
            next();
        } else if (engine.answered() && unverifiable == 0 || turn.passed(lookedNanos, LOOK_MILLIS)) {
            lookedNanos = turn.nanos();
            phase = Phase.VERIFYING;
            verify(settings, tolerance, converged, step.wireName());
        }
    }

    private void giveUp() {
        tell();
        leave();
        lines.tell(new Line.Error(
                Problem.of(ProblemCode.SOLVER_FAILED, "x was found wrong and no correction made it meet the tolerance")
                        .hint(
                                "what is told of it is not verified; an update, a restart or another tolerance begins anew")
                        .session(session.toString()),
                false));
    }

    private void end() {
        phase = Phase.WATCHING;
        alarm = null;
        found = null;
        incident++;
        detectors.reset();
        verifications.takeAlarm();
    }

    private Detectors.Alarm cause() {
        return Objects.requireNonNull(alarm);
    }

    private void tell() {
        String trigger = cause().trigger().wireName();
        lines.tell(new Line.Correction(trigger, cause().severity(), step.wireName(), step.detail()));
        if (!journal.ends()) {
            String action = step.wireName();
            double severity = cause().severity();
            long revision = foundRevision;
            journal.submit(
                    reserve -> new SessionEvent.CorrectionApplied(revision, trigger, severity, action, reserve),
                    Journal.Effect.NONE);
        }
    }

    /// The engine is gone for another reason: what was found is looked for again in the next one.
    void unloaded() {
        end();
    }

    /// The client has asked for something that may work.
    void rearm() {
        phase = phase == Phase.GIVEN_UP ? Phase.WATCHING : phase;
    }
}
