// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.local.EntryGradient;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.numerics.verify.Verification;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A real engine, worked at once, that minds what it is given: every durable update once, in order.
final class SimEngine {
    private final SimJournal journal;
    private final LinearSystem base;
    private final SolverEngine engine;

    /// Gets each x that a repair ended with, and the revision that it answers.
    private final BiConsumer<Long, DenseVector> solved;

    SimEngine(
            SimJournal journal,
            LinearSystem base,
            LinearSystem present,
            Classification classification,
            Plan plan,
            SessionSettings settings,
            double tolerance,
            @Nullable DenseVector x,
            long revision,
            BiConsumer<Long, DenseVector> solved) {
        this.solved = solved;
        this.journal = journal;
        this.base = base;
        EngineOptions options = settings.engineOptions(tolerance);
        engine = SolverEngine.open(Execution.serial(), present, classification, plan, options, x, revision, _ -> true);
    }

    Input gradient(Output.ComputeGradient order) {
        EntryGradient found = engine.gradient(order.index(), order.error(), SolverEngine.ENTRY_WORK);
        return found == null
                ? new Input.OrderRefused(order.reply(), Problem.of(ProblemCode.SESSION_BUSY, "no gradient now"))
                : new Input.GradientReady(
                        order.reply(),
                        new Slices.GradientResult(
                                order.index(),
                                found.row(),
                                0,
                                found.bound(),
                                found.reached(),
                                found.work(),
                                engine.revision()));
    }

    Slices.SliceResult run(Slices.SliceOrder order) {
        for (RevisedUpdate update : order.updates()) {
            if (update.revision() != engine.revision() + 1) {
                throw new AssertionError(
                        "the engine is at " + engine.revision() + " and was given " + update.revision());
            }
            CostUpdate durable =
                    journal.updates().get((int) update.revision() - 1).update();
            if (!durable.equals(update.update())) {
                throw new AssertionError("revision " + update.revision() + " is not what the journal holds");
            }
            engine.apply(update);
        }
        EngineReport report = engine.advance(order.units());
        if (!report.repairs().isEmpty()) {
            solved.accept(report.repairs().getLast().throughRevision(), engine.x());
        }
        return Slices.SliceResult.of(
                report,
                LongUnaryOperator.identity(),
                engine.mirrored(),
                engine.method(),
                engine.preconditioner(),
                1_000_000,
                engine.memoryBytes(),
                null);
    }

    Slices.SolutionResult solution() {
        DenseVector x = engine.x();
        TrueResidual residual = TrueResidual.of(engine.system(), x);
        return new Slices.SolutionResult(
                engine.revision(),
                x,
                XJson.dense(x.values()),
                residual.relative(),
                residual.norm2(),
                residual.normwiseBackwardError(),
                null,
                1_000);
    }

    /// The verifier's own copy: the base problem and the journal's updates, folded one by one.
    Slices.VerifyResult verify(Output.RunVerification order, DenseVector x) {
        Strategy strategy = order.strategy();
        List<CostUpdate> folded = new ArrayList<>();
        journal.updates().subList(0, (int) order.revision()).forEach(u -> folded.add(u.update()));
        LinearSystem system = Replay.apply(base, folded);
        return new Slices.VerifyResult(
                order.revision(),
                Verification.verify(system, x, strategy, order.probeCount(), order.tolerance(), order.seed()),
                1_000);
    }

    void setTolerance(double value) {
        engine.setTolerance(value);
    }

    SolverEngine engine() {
        return engine;
    }
}
