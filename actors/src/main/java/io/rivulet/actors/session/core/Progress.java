// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.Repair;
import io.rivulet.actors.session.core.Slices.Sample;
import io.rivulet.actors.session.core.Slices.SliceResult;
import io.rivulet.numerics.incremental.Answered;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Tells what the engine did: iterates, repairs, convergence, and runs that gave up. Knows how far the session is: a
/// session that is not live is complete with the solution after its first repair, a live one goes on.
final class Progress {
    /// Where the client left the density of iterates to us.
    private static final double SAMPLES_PER_SECOND = 50;

    private static final JsonFragment NO_ENTRIES = XJson.sparse(SparseVector.EMPTY);

    private final Turn turn;
    private final UUID session;
    private final Lines lines;
    private final Engine engine;
    private final AppliedLog applied;
    private final Verifications verifications;
    private final Signals signals;

    /// Whether iterates should rather not be told.
    private final BooleanSupplier pressed;

    private final Residuals residuals = new Residuals();
    private final Rate samples = new Rate(SAMPLES_PER_SECOND);

    private boolean firstRepairEnded;
    private boolean convergenceTold;
    private boolean complete;
    private RunFacts facts = RunFacts.NONE;
    private JsonFragment x = NO_ENTRIES;
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
            BooleanSupplier pressed) {
        this.turn = turn;
        this.session = session;
        this.lines = lines;
        this.engine = engine;
        this.applied = applied;
        this.verifications = verifications;
        this.signals = signals;
        this.pressed = pressed;
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
        boolean wanted = settings.showing().every() > 0 || samples.take(1, turn.nanos());
        if (wanted && !pressed.getAsBoolean()) {
            lines.tellSample(new Line.IterationUpdate(
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
                    engine.performance()));
        }
    }

    private void repair(Repair repair, SessionSettings settings, double tolerance, Solutions solutions) {
        StopReason stop = repair.stop();
        revision = repair.throughRevision();
        x = repair.x();
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
