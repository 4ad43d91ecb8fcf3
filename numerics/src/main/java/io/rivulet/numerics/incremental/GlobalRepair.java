// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.direct.Forecast;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.DirectPolicy;
import io.rivulet.numerics.solve.EnergyNorm;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Proven;
import io.rivulet.numerics.solve.RepairRun;
import io.rivulet.numerics.solve.RepairRuns;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.solve.RunGoal;
import io.rivulet.numerics.solve.RunsElsewhere;
import io.rivulet.numerics.solve.StopReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One repair by runs on a frozen system while changes collect outside: run, x ← x + d, compensated residual, and
/// again warm while it is above target and falls, then the next plan. A correction that does not lower the residual
/// is dropped.
final class GlobalRepair {
    /// Runs of one plan in one repair.
    static final int MAX_RUNS = 10;

    /// A run aims at no less than this part of the residual that it starts with: with many digits more, rounding would
    /// keep it from its end, and the next run gets them.
    private static final double MOST_GAIN = 1e-12;

    /// A run that did not bring the residual below this part of itself has not helped.
    private static final double PROGRESS = 0.5;

    /// Componentwise backward error, in roundings per row entry, that no method can improve on.
    private static final double ATTAINABLE_ULPS = 4;

    private static final double U = 0x1p-53;

    /// Units of one step of foretelling.
    private static final long FORETELLING_STEP = 65_536;

    private final Execution execution;
    private final Vectors vectors;
    private final OuterIterate outer;
    private final LinearSystem frozen;
    private final long matrixVersion;
    private final boolean symmetric;
    private final Proven proven;
    private final Ladder ladder;
    private final Target target;
    private final int maxIterations;
    private final long seed;
    private final RunCache cache;
    private final @Nullable NullSpace nullSpace;
    private final @Nullable RunsElsewhere elsewhere;
    private final int longestRow;
    private final double unreachableNorm;

    private @Nullable RepairRun run;
    private @Nullable FrozenSweep sweep;
    private Forecast.@Nullable Search foretelling;
    private WorkBox box = WorkBox.open();
    private boolean boxMade;
    private boolean eliminates;
    private boolean left;
    private @Nullable StopReason runStopped;
    private @Nullable StopReason forced;
    private @Nullable StopReason singular;
    private @Nullable StopReason ended;
    private double norm;
    private @Nullable ErrorBound bound;
    private double runScale = 1.0;
    private double estimate = Double.NaN;
    private double updatedNorm;
    private double rayleigh = Double.NaN;
    private int iterations;
    private int runs;
    private boolean direct;
    /// Whether runs may still be tried elsewhere, and whether the last one was there.
    private boolean mayLeave;

    private boolean away;
    private final double firstNorm;
    private long work;

    GlobalRepair(
            Execution execution,
            OuterIterate outer,
            LinearSystem frozen,
            long matrixVersion,
            boolean symmetric,
            Proven proven,
            Ladder ladder,
            Target target,
            int maxIterations,
            long seed,
            RunCache cache,
            @Nullable NullSpace nullSpace,
            @Nullable RunsElsewhere elsewhere) {
        this.execution = execution;
        this.vectors = new Vectors(execution, frozen.rows());
        this.outer = outer;
        this.frozen = frozen;
        this.matrixVersion = matrixVersion;
        this.symmetric = symmetric;
        this.proven = proven;
        this.ladder = ladder;
        this.target = target;
        this.maxIterations = maxIterations;
        this.seed = seed;
        this.cache = cache;
        this.nullSpace = nullSpace;
        this.elsewhere = elsewhere;
        this.mayLeave = elsewhere != null;
        this.unreachableNorm = nullSpace == null ? 0.0 : nullSpace.along(outer.r());
        this.norm = outer.residualNorm();
        this.updatedNorm = norm;
        this.firstNorm = norm;
        this.bound = outer.bound();
        int longest = 0;
        for (int i = 0; i < frozen.rows(); i++) {
            longest =
                    Math.max(longest, frozen.a().rowStart()[i + 1] - frozen.a().rowStart()[i]);
        }
        longestRow = longest;
        ladder.skipUnfit(symmetric);
    }

    /// One bounded step; answers the units used.
    long step() {
        long used;
        RepairRun running = run;
        FrozenSweep sweeping = sweep;
        Forecast.Search asking = foretelling;
        if (asking != null && forced == null) {
            used = foretell(asking);
        } else if (sweeping != null) {
            used = sweeping.advance();
            if (sweeping.done()) {
                sweep = null;
                decide(sweeping);
            }
        } else if (running != null) {
            used = runOn(running);
        } else {
            used = startRun();
        }
        work += used;
        return used;
    }

    private long startRun() {
        runs++;
        direct = ladder.direct();
        double[] r = outer.r();
        double most = outer.residualNormInf();
        int exponent = most > 0 ? Math.clamp(Math.getExponent(most), -1000, 1000) : 0;
        runScale = Math.scalb(1.0, exponent);
        double[] scaled = new double[r.length];
        vectors.scale(1 / runScale, r, scaled);
        if (unreachable()) {
            Objects.requireNonNull(nullSpace).project(scaled);
        }
        double least = Double.isFinite(norm) ? MOST_GAIN * norm : 0.0;
        double aim = Math.max(target.aim(norm, bound), least);
        away = false;
        if (mayLeave && elsewhere != null) {
            RunGoal goal = new RunGoal(aim / runScale, Math.max(0, maxIterations - iterations), seed);
            run = elsewhere.start(frozen.a(), scaled, goal, matrixVersion);
            away = run != null;
            mayLeave = away;
        }
        if (away) {
            direct = false;
            box = WorkBox.open();
            return 3L * r.length + 1;
        }
        if (!boxMade) {
            boxMade = true;
            box = newBox(aim);
        }
        RunGoal goal = new RunGoal(
                aim / runScale, ladder.iterations(Math.max(0, maxIterations - iterations)), seed, ladder.step());
        run = RepairRuns.start(execution, ladder.plan(), frozen.a(), scaled, goal, provenNow(), matrixVersion, cache);
        return 3L * r.length + 1;
    }

    private WorkBox newBox(double aim) {
        if (!ladder.boxed()) {
            return WorkBox.open();
        }
        long nnz = frozen.a().nnz();
        long pass = nnz + frozen.rows();
        long expected = ladder.expectedNext(symmetric, nnz);
        long sure = ladder.sureUnits(symmetric, nnz);
        eliminates = expected == 0 || sure <= expected;
        return eliminates
                ? WorkBox.beforeSure(pass, norm, aim, sure, ladder.unforetold() && nullSpace == null)
                : WorkBox.beforeExpected(pass, norm, aim, expected);
    }

    private long foretell(Forecast.Search asking) {
        long used = asking.advance(FORETELLING_STEP);
        if (asking.over()) {
            Forecast found = asking.result();
            ladder.foretold(found == null ? null : DirectPolicy.eliminating(found));
            box.foretold(ladder.sureUnits(symmetric, frozen.a().nnz()));
            foretelling = null;
        }
        return used + 1;
    }

    /// What the box makes of the run so far: null to go on.
    private @Nullable StopReason boxed() {
        return switch (box.advice()) {
            case GO_ON -> null;
            case FORETELL -> {
                foretelling = DirectPolicy.foretell(frozen.a(), symmetric);
                if (foretelling == null) {
                    ladder.foretold(null);
                    box.foretold(Long.MAX_VALUE);
                }
                yield null;
            }
            case LEAVE -> new StopReason.TooSlow(target.relative(updatedNorm), box.iterationsLeft());
        };
    }

    /// A certificate says how small the eigenvalues can be that conjugate gradients see with a diagonal preconditioner.
    private Proven provenNow() {
        Certificate certificate = outer.certificate();
        PreconditionerKind kind = ladder.plan().preconditioner();
        boolean scaled = kind == PreconditionerKind.JACOBI;
        return certificate == null || ladder.plan().method() != Method.CG || !scaled && kind != PreconditionerKind.NONE
                ? proven
                : proven.withLeast(certificate.leastEigenvalue(frozen.a(), scaled));
    }

    /// Part of r lies where a symmetric singular A can't go, and it is too long.
    private boolean unreachable() {
        return symmetric && unreachableNorm > target.residual();
    }

    private long runOn(RepairRun running) {
        StopReason stop = forced;
        long used = 0;
        if (stop == null) {
            RepairRun.Progress progress = running.advance(1);
            iterations += progress.iterations();
            updatedNorm = progress.iterations() > 0 ? progress.updatedResidual() * runScale : updatedNorm;
            used = progress.work();
            stop = progress.stopped();
            box.worked(used, progress.iterations(), updatedNorm);
            if (stop == null) {
                stop = boxed();
                left = stop != null;
            }
        }
        if (stop != null) {
            runStopped = stop;
            estimate = estimateOf(running);
            sweep = sweep(iterate(running), outer.certificate());
            run = null;
            used += frozen.rows();
        }
        return used + 1;
    }

    /// Of ‖x − x*‖∞ after the run, NaN where the run can't tell.
    private double estimateOf(RepairRun running) {
        EnergyNorm energy = running.energy();
        if (energy != null && nullSpace == null) {
            double root = energy.above() / energy.error();
            rayleigh = root * root;
        }
        boolean met = runStopped != null && runStopped.converged();
        return energy == null || !met || nullSpace != null ? Double.NaN : energy.error() * runScale;
    }

    private double[] iterate(RepairRun running) {
        double[] d = running.correction();
        double[] moved = outer.x().clone();
        vectors.axpy(runScale, d, moved);
        if (nullSpace != null) {
            nullSpace.project(moved);
        }
        return moved;
    }

    private void decide(FrozenSweep swept) {
        double before = norm;
        double after = swept.norm();
        ErrorBound newBound = swept.bound();
        if (after < before || target.met(after, newBound)) {
            outer.replace(swept.x(), swept.r(), swept.scaled(), swept.error());
            outer.estimate(estimate);
            norm = after;
            bound = newBound;
        }
        StopReason stop = runStopped;
        if (direct && stop instanceof StopReason.Breakdown broken && broken.value() == 0) {
            singular = stop;
        }
        if (target.met(norm, bound)) {
            ended = target.reached(norm, bound);
        } else if (forced != null) {
            ended = forced;
        } else if (swept.backwardError() <= ATTAINABLE_ULPS * (longestRow + 1) * U) {
            ended = new StopReason.AttainableAccuracy(target.relative(norm));
        } else if (unreachable()) {
            ended = new StopReason.Breakdown("sum of b over a singular component", unreachableNorm);
        } else if (iterations >= maxIterations && !ladder.direct()) {
            ended = exhausted();
        } else if (stop != null && stop.converged() && norm <= PROGRESS * before && runs < MAX_RUNS) {
            runStopped = null;
        } else if (away && elsewhere != null) {
            mayLeave = false;
            elsewhere.gaveUp(stop == null ? new StopReason.Cancelled() : stop, matrixVersion);
            runStopped = null;
            runs = 0;
        } else if (singular != null && leastResidual(stop)) {
            ladder.reset();
            ended = singular;
        } else if (nextPlan()) {
            runs = 0;
        } else {
            ladder.reset();
            ended = gaveUp(stop);
        }
    }

    /// Whether no plan to come has a better x: A is symmetric, and what makes residuals as short as they get no longer
    /// gains.
    private boolean leastResidual(@Nullable StopReason stop) {
        return stop instanceof StopReason.Stagnated && ladder.plan().method() == Method.MINRES;
    }

    private boolean nextPlan() {
        if (left && eliminates) {
            ladder.eliminateNext(symmetric, frozen.a().nnz());
        }
        left = false;
        boxMade = false;
        return ladder.next(symmetric);
    }

    /// The iterations are used up; direct methods further down the ladder need none worth counting.
    private @Nullable StopReason exhausted() {
        while (ladder.next(symmetric)) {
            if (ladder.direct()) {
                boxMade = false;
                runs = 0;
                return null;
            }
        }
        ladder.reset();
        return new StopReason.IterationLimit(maxIterations);
    }

    private StopReason gaveUp(@Nullable StopReason stop) {
        double relative = target.relative(norm);
        return switch (stop) {
            case StopReason.Diverged _ -> new StopReason.Diverged(relative);
            case StopReason.TooSlow slow -> new StopReason.TooSlow(relative, slow.predictedIterations());
            case StopReason.Breakdown breakdown -> breakdown;
            case StopReason.NotPositiveDefinite indefinite -> indefinite;
            case StopReason.IterationLimit _ -> new StopReason.IterationLimit(maxIterations);
            case null, default -> new StopReason.Stagnated(relative);
        };
    }

    /// Ends at the next steps with x as good as it got, for this reason unless the target is met.
    void stop(StopReason reason) {
        forced = reason;
        if (run == null && sweep == null && ended == null) {
            ended = reason;
        }
    }

    @Nullable
    StopReason ended() {
        return ended;
    }

    /// The present iterate while a run is on, else null.
    double @Nullable [] running() {
        RepairRun running = run;
        return running == null ? null : iterate(running);
    }

    /// Whether a run waits for others, and there is nothing to do here.
    boolean waiting() {
        RepairRun running = run;
        return running != null && sweep == null && foretelling == null && forced == null && running.waiting();
    }

    /// A sweep over `x` that reads the matrix as the present run does.
    FrozenSweep sweep(double[] x, @Nullable Certificate certificate) {
        RepairRun running = run;
        SparseOperator operator =
                running == null ? SparseOperator.plain(execution, frozen.a(), 1.0) : running.operator();
        return new FrozenSweep(operator, frozen.b().values(), x, certificate, norm);
    }

    long matrixVersion() {
        return matrixVersion;
    }

    LinearSystem frozen() {
        return frozen;
    }

    Target target() {
        return target;
    }

    double norm() {
        return norm;
    }

    @Nullable
    ErrorBound bound() {
        return bound;
    }

    /// Whether the last run was substitution or elimination.
    boolean direct() {
        return direct;
    }

    /// Units per decimal digit that the residual fell.
    double workPerDigit() {
        double digits = norm > 0 ? Math.log10(firstNorm / norm) : 16;
        return work / Math.max(1.0, digits);
    }

    /// ‖r‖₂ by the recurrence of the run.
    double updatedNorm() {
        return updatedNorm;
    }

    /// The smallest Rayleigh quotient of ±A that conjugate gradients saw; NaN where they did not run.
    double rayleigh() {
        return rayleigh;
    }

    int iterations() {
        return iterations;
    }

    long work() {
        return work;
    }

    /// A rough size of run and sweep vectors.
    long sizeBytes() {
        return 8L * 12 * frozen.rows() + 8L * frozen.a().nnz();
    }
}
