// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.Repair;
import io.rivulet.actors.session.core.Slices.Sample;
import io.rivulet.actors.session.core.Slices.SliceResult;
import io.rivulet.numerics.incremental.Answered;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells what the engine did: iterates, repairs, convergence, and runs that gave up. Knows how far the session is: a
/// session that is not live is complete with the solution after its first repair, a live one goes on.
final class Progress {
    /// Where the client left the density of iterates to us.
    private static final double SAMPLES_PER_SECOND = 50;

    private final Turn turn;
    private final UUID session;
    private final Lines lines;
    private final Engine engine;
    private final AppliedLog applied;
    private final Verifications verifications;
    private final Signals signals;

    /// Whether iterates should rather not be told.
    private final BooleanSupplier pressed;

    private final Supplier<String> stateName;

    private final Residuals residuals = new Residuals();
    private final Rate samples = new Rate(SAMPLES_PER_SECOND);

    /// Lines that add up to x have begun to, with all of the present engine's.
    private boolean begun;

    private boolean firstRepairEnded;
    private boolean convergenceTold;
    private boolean complete;
    private RunFacts facts = RunFacts.NONE;
    private JsonFragment x = Slices.NO_ENTRIES;
    private double residual = Double.NaN;
    private @Nullable ErrorBound bound;

    /// What [#x], [#residual] and [#bound] answer.
    private long revision;

    /// The revision whose convergence has been told before its repair; −1 for none.
    private long answeredRevision = -1;

    Progress(
            Turn turn,
            UUID session,
            Lines lines,
            Engine engine,
            AppliedLog applied,
            Verifications verifications,
            Signals signals,
            BooleanSupplier pressed,
            Supplier<String> stateName) {
        this.turn = turn;
        this.session = session;
        this.lines = lines;
        this.engine = engine;
        this.applied = applied;
        this.verifications = verifications;
        this.signals = signals;
        this.pressed = pressed;
        this.stateName = stateName;
    }

    void slice(SliceResult result, SessionSettings settings, double tolerance, Solutions solutions) {
        for (Sample sample : result.samples()) {
            residuals.add(sample.relativeResidual());
            sample(sample, settings);
            signals.iterated(sample, settings, tolerance);
        }
        for (Repair repair : result.repairs()) {
            residuals.add(repair.relativeResidual());
            repair(repair, settings, tolerance, solutions);
        }
        Answered answered = result.answered();
        if (answered != null && answered.revision() != answeredRevision) {
            signals.ended(answered.revision(), answered.relativeResidual(), answered.iterations(), settings, tolerance);
        }
        answeredRevision = answered == null ? -1 : answered.revision();
    }

    /// An iterate is told before anybody could check it: what checks say of an x is in their own lines.
    private void sample(Sample sample, SessionSettings settings) {
        revision = sample.revision();
        x = sample.x();
        residual = sample.relativeResidual();
        bound = sample.bound();
        if (sample.moves() != null && !begun) {
            tellAll(sample.moves());
            return;
        }
        boolean wanted = settings.showing().every() > 0 || samples.take(1, turn.nanos());
        if (wanted && !pressed.getAsBoolean()) {
            lines.tellSample(
                    new Line.IterationUpdate(
                            sample.revision(),
                            sample.iteration(),
                            sample.x(),
                            sample.relativeResidual(),
                            sample.absoluteResidual(),
                            sample.convergenceRate(),
                            value(sample.bound()),
                            false,
                            null,
                            verifications.agreement(),
                            engine.performance()),
                    sample.moves());
        } else {
            lines.leaveOut(sample.moves());
        }
    }

    /// Where lines add up to x: all of it in a line of its own.
    private void tellAll(Moves moves) {
        begun = true;
        lines.tell(
                new Line.Snapshot(
                        lines.firstKept(),
                        stateName.get(),
                        moves.revision(),
                        moves.json(),
                        moves.residual(),
                        moves.bound(),
                        false),
                moves);
    }

    private void repair(Repair ended, SessionSettings settings, double tolerance, Solutions solutions) {
        Repair repair = mirrored(ended);
        StopReason stop = repair.stop();
        revision = repair.throughRevision();
        x = ended.x();
        residual = repair.relativeResidual();
        bound = repair.bound();
        facts = new RunFacts(stop.wireName(), stop.converged(), repair.iterations(), engine.runMillis());
        engine.runEnded();
        applied.repaired(repair);
        if (stop.converged() && repair.didSomething() && answeredRevision != repair.throughRevision()) {
            signals.ended(
                    repair.throughRevision(), repair.relativeResidual(), repair.iterations(), settings, tolerance);
        }
        boolean first = !firstRepairEnded;
        firstRepairEnded = true;
        if (!stop.converged() && !(stop instanceof StopReason.AttainableAccuracy) && !(first && !settings.live())) {
            gaveUp(repair);
        }
        if (first && !settings.live()) {
            solutions.wantLine(() -> {
                complete = true;
                lines.tell(new Line.SessionClosed("completed", null));
            });
        } else if (settings.live() && (first || stop.converged() && !convergenceTold)) {
            solutions.wantLine(() -> {});
        }
        convergenceTold |= stop.converged();
    }

    /// Where lines add up to x, and no other tells what the repair did to it, one does so now.
    private Repair mirrored(Repair repair) {
        Moves moves = repair.moves();
        if (moves == null || begun && (moves.isEmpty() || applied.tells(repair))) {
            return repair;
        }
        tellAll(moves);
        return repair.withoutX();
    }

    private void gaveUp(Repair repair) {
        Problem problem = Problem.of(
                        ProblemCode.SOLVER_FAILED,
                        "the repair through revision " + repair.throughRevision() + " stopped with "
                                + repair.stop().wireName() + " at a relative residual of "
                                + repair.relativeResidual())
                .hint("x is the best so far and is not verified; a later update may mend it")
                .session(session.toString());
        lines.tell(new Line.Error(problem, false));
    }

    Line.Snapshot snapshot(long firstSeqKept, String state, boolean verified) {
        return new Line.Snapshot(firstSeqKept, state, revision, x, residual, value(bound), verified);
    }

    private static @Nullable Double value(@Nullable ErrorBound bound) {
        return bound == null ? null : bound.value();
    }

    /// The engine is a new one; what was told remains told.
    void loaded() {
        facts = RunFacts.NONE;
        begun = false;
    }

    boolean firstRepairEnded() {
        return firstRepairEnded;
    }

    /// The stream of a session that is not live has come to its end.
    boolean isComplete() {
        return complete;
    }

    RunFacts facts() {
        return facts;
    }

    Residuals residuals() {
        return residuals;
    }

    /// Null before the first.
    @Nullable
    Double residual() {
        return Double.isFinite(residual) ? residual : null;
    }

    @Nullable
    Double errorBound() {
        return value(bound);
    }
}
