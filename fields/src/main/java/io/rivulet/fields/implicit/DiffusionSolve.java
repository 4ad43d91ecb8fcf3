// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import io.rivulet.fields.grid.Boundary;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.Correction;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.StopReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The diffusion of one field over one step as a problem that the solver keeps: A = I − dt·D·L stays, and with it plan,
/// preconditioner and certificate; each step brings another right-hand side.
final class DiffusionSolve {
    private final String field;
    private final SolverEngine engine;
    private final @Nullable SpectralSolver spectral;
    private long revision;

    /// @param first a field to begin with
    DiffusionSolve(
            String field,
            int n,
            Boundary boundary,
            double c,
            ImplicitSettings implicit,
            double[] first,
            Execution execution) {
        this.field = field;
        CsrMatrix a = DiffusionMatrix.of(n, boundary, c);
        LinearSystem system = new LinearSystem(a, DenseVector.copyOf(first));
        Classification portrait = Classifier.classify(a);
        Planned planned = Planner.plan(system, portrait, Method.HYBRID, PreconditionerKind.AUTO);
        if (!(planned instanceof Planned.Ok ok)) {
            throw new IllegalStateException("no method for the diffusion of the " + field + ": " + planned);
        }
        this.engine = SolverEngine.open(
                execution,
                system,
                portrait,
                ok.plan(),
                EngineOptions.relative(implicit.tolerance()),
                DenseVector.copyOf(first));
        this.spectral = implicit.start() == Start.TRANSFORMED ? new SpectralSolver(n, boundary, c) : null;
    }

    /// field ← A⁻¹·field, as exactly as asked.
    SolveReport solve(double[] values) {
        revision++;
        DenseVector rhs = DenseVector.copyOf(values);
        engine.apply(
                new RevisedUpdate(revision, new CostUpdate(rhs, SparseVector.EMPTY, SparseVector.EMPTY, List.of())));
        if (spectral != null) {
            spectral.solve(values);
            engine.correct(Correction.RECOMPUTE_RESIDUAL, DenseVector.copyOf(values));
        }
        RepairOutcome outcome = finish();
        System.arraycopy(engine.x().values(), 0, values, 0, values.length);
        return new SolveReport(
                field, outcome.relativeResidual(), outcome.bound(), outcome.iterations(), outcome.work());
    }

    private RepairOutcome finish() {
        while (true) {
            EngineReport report = engine.advance(Long.MAX_VALUE);
            for (RepairOutcome outcome : report.repairs()) {
                if (outcome.throughRevision() == revision) {
                    if (!outcome.stop().converged() && !(outcome.stop() instanceof StopReason.AttainableAccuracy)) {
                        throw new UnsolvedStepException(field, outcome.stop().wireName());
                    }
                    return outcome;
                }
            }
            if (!report.busy()) {
                throw new UnsolvedStepException(field, "the solver has nothing left to do");
            }
        }
    }

    String method() {
        return engine.method() + " " + engine.preconditioner();
    }
}
