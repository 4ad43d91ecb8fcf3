// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.incremental.RepairTeller.Ending;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.local.EntryGradient;
import io.rivulet.numerics.local.LocalEntry;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.solve.RunsElsewhere;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps A·x = b solved while A and b change. Updates are taken at any time and cost what they touch; the work is
/// done by [#advance] in bounded turns: residuals of changed rows, then nothing where x still answers, a local push
/// where the change is small and a certificate holds, else runs on a frozen copy while further updates collect. The
/// same calls give the same bits; how the work is cut into turns makes no difference to x.
/// **Thread** one at a time, handed over with a happens-before edge; no clock, no randomness.
/// **Cost** see [#estimateBytes]. **Errors** an update outside the system throws [IndexOutOfBoundsException] and
/// changes nothing; numerical trouble is a [StopReason.GaveUp].
public final class SolverEngine {
    /// Units of one inner step of a flush, search or push.
    private static final long STEP = 65_536;

    /// An x with a residual this many times that of x = 0 is worse than none.
    private static final double FAR_OFF = 100;
    /// A refined x is to be so much better than asked for.
    private static final double REFINED = 0.1;

    /// Units that a question for entries may use.
    public static final long ENTRY_WORK = 4_000_000;

    private final Execution execution;
    private final MutableSystem system;
    private final OuterIterate outer;
    private final EngineOptions options;
    private final Ladder ladder;
    private final RunCache cache = new RunCache();
    private final XTracker tracker;
    private final SampleTaker samples;
    private final RepairPolicy policy;
    private final Certifier certifier;
    private final RepairTeller teller;
    private final ErrorReader reader;
    private final PushStarter pushes;
    private final RowSet seeds;
    private final RowSet moved;
    private final Classification opened;
    private final double openingNorm;
    private double tolerance;
    /// Part of the target that the present repair is to reach.
    private double tightening = 1.0;
    private @Nullable GlobalRepair repair;
    private @Nullable RunsElsewhere elsewhere;
    private @Nullable LocalPush push;
    private @Nullable Ending ending;
    private @Nullable StopReason stopAsked;
    private boolean seedsAreAll = true;
    private boolean pending = true;
    private boolean retargeted;
    private boolean everSolved;
    private boolean everFlushed;
    /// The revision for which x was set to 0 because it was too far off; −1 before the first.
    private long zeroedRevision = -1;
    private long revision;
    private long throughRevision;
    private long iterations;
    private long totalWork;
    private long workAtRepair;
    private double rayleigh = Double.NaN;
    private long rayleighVersion = -1;

    private SolverEngine(
            Execution execution,
            LinearSystem start,
            Classification c,
            Plan plan,
            EngineOptions options,
            double[] x,
            long revision) {
        this.execution = execution;
        this.opened = c;
        this.system = new MutableSystem(start, c.symmetric());
        this.outer = new OuterIterate(execution.team(), system, x);
        this.options = options;
        this.tolerance = options.tolerance();
        this.ladder = new Ladder(plan, start.rows());
        this.tracker = new XTracker(options.x(), options.deadband(), x);
        this.samples = new SampleTaker(options.sampleEvery(), tracker);
        this.policy = new RepairPolicy(c, start.a().nnz());
        this.certifier = new Certifier(execution, system, outer, policy, ladder, cache);
        this.teller = new RepairTeller(tracker);
        this.reader = new ErrorReader(system, outer);
        this.pushes = new PushStarter(system, outer);
        this.seeds = new RowSet(start.rows());
        this.moved = new RowSet(start.rows());
        this.revision = revision;
        this.openingNorm = outer.rhsNorm();
    }

    /// An engine at revision 0 that starts from `x0`, or from zero. `system` is not written to.
    public static SolverEngine open(
            Execution execution,
            LinearSystem system,
            Classification c,
            Plan plan,
            EngineOptions options,
            @Nullable DenseVector x0) {
        return open(execution, system, c, plan, options, x0, 0);
    }

    /// As above, for a system that already includes the updates up to `revision`.
    /// **Errors** an `x0` of another length or with NaN or infinities throws [IllegalArgumentException].
    public static SolverEngine open(
            Execution execution,
            LinearSystem system,
            Classification c,
            Plan plan,
            EngineOptions options,
            @Nullable DenseVector x0,
            long revision) {
        double[] x = x0 == null ? new double[system.rows()] : x0.values().clone();
        if (x.length != system.rows() || !Arrays.stream(x).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(system.rows() + " rows but an x0 of " + x.length + ", or not finite");
        }
        return new SolverEngine(execution, system, c, plan, options, x, revision);
    }

    /// Bytes that an engine for a system of this size may come to hold by any method, the system included: per row
    /// vectors, norms and a GMRES cycle (which may grow up to 100,000 rows), per entry values, a copy of them,
    /// columns, factors and a form for fast products. [MemoryEstimate#of] says less where the plan is known.
    public static long estimateBytes(long rows, long nnz) {
        long perRow = rows <= 100_000 ? 1200 : 480;
        return perRow * rows + 60 * nnz + (rows <= Ladder.MAX_DENSE_ROWS ? 8 * rows * rows : 0);
    }

    /// Takes an update in: b and A change now, x at later turns. **Cost** the entries of the update, a copied row
    /// for each new entry of A, and once per run a copy of the values that the run still reads.
    public void apply(RevisedUpdate update) {
        if (system.apply(update.update(), outer.dirty(), outer.changedRows())) {
            outer.dirtyAll();
            seedsAreAll = true;
        }
        pushes.follow(update.update());
        revision = update.revision();
    }

    /// Works for about `units` (1 unit = one matrix entry touched); less when there is nothing left to do, when
    /// [EngineReport#MAX_SAMPLES] samples are there, when x has come to answer b though its bound is still looked
    /// for, or when a repair has ended and what is left can wait: its answer need not.
    public EngineReport advance(long units) {
        long before = totalWork;
        while (totalWork - before < units && !samples.full()) {
            boolean waiting = ending != null;
            long used = step();
            if (used == 0) {
                break;
            }
            totalWork += used;
            boolean answered = ending != null && !waiting;
            if (answered || teller.hasNews() && !urgent() || waiting()) {
                break;
            }
        }
        GlobalRepair running = repair;
        if (running != null) {
            totalWork += samples.sliceEnds(running, throughRevision, iterations, outer.certificate(), totalWork);
        }
        boolean known = everFlushed;
        double norm = !known ? openingNorm : running != null ? running.updatedNorm() : outer.residualNorm();
        double scale = running != null ? running.target().rhsNorm() : outer.rhsNorm();
        return new EngineReport(
                busy(),
                waiting(),
                revision,
                teller.solvedRevision(),
                iterations,
                !known ? 1.0 : scale == 0 ? norm : norm / scale,
                norm,
                samples.drain(),
                teller.drain(),
                answered(),
                totalWork - before);
    }

    private boolean waiting() {
        GlobalRepair running = repair;
        return running != null && stopAsked == null && running.waiting();
    }

    private @Nullable Answered answered() {
        Ending waiting = ending;
        return waiting == null || !waiting.stop().converged()
                ? null
                : new Answered(throughRevision, waiting.relative(), waiting.iterations());
    }

    private boolean busy() {
        return urgent() || certifier.idlySearching() || outer.hasDrift();
    }

    /// Whether somebody waits for what is left to do.
    private boolean urgent() {
        return pending
                || revision != teller.solvedRevision()
                || repair != null
                || push != null
                || ending != null
                || certifier.searching()
                || !outer.clean();
    }

    private long step() {
        if (repair != null) {
            return repairOn(repair);
        }
        if (certifier.searching()) {
            if (stopAsked != null) {
                certifier.stop();
            }
            return 1 + certifier.step(STEP);
        }
        if (push != null) {
            return pushOn(push);
        }
        if (ending != null && (revision != throughRevision || outer.clean())) {
            emit(ending, null);
            return 1;
        }
        boolean wanted = pending || revision != teller.solvedRevision();
        if (wanted && !policy.repairing()) {
            workAtRepair = totalWork;
            policy.begin();
        }
        if (!outer.clean()) {
            return 1 + outer.flush(STEP, seeds);
        }
        everFlushed = true;
        if (system.wantsCompaction()) {
            return 1 + system.compact();
        }
        if (wanted) {
            return 1 + decide();
        }
        stopAsked = null;
        return outer.hasDrift() ? outer.settle(STEP) : certifier.idleStep(STEP);
    }

    private Target target(double part, double rhsNorm) {
        return Target.of(part * tolerance, part * options.absoluteTolerance(), options.errorBound(), rhsNorm);
    }

    private long decide() {
        throughRevision = revision;
        retargeted = false;
        Target target = target(tightening, outer.rhsNorm());
        double norm = outer.residualNorm();
        ErrorBound bound = outer.bound();
        if (outer.rhsNormInf() == 0) {
            int n = system.rows();
            outer.replace(new double[n], new double[n], new double[n], 0.0);
            emit(new Ending("direct", new StopReason.ZeroRhs(), 0, 0.0, 0.0, Double.NaN, bound), null);
            return 2L * n;
        }
        boolean met = target.met(norm, bound);
        if (met || stopAsked != null) {
            StopReason stop = met ? target.reached(norm, bound) : Objects.requireNonNull(stopAsked);
            String method = !everSolved ? "cold" : policy.pushed() ? "push" : "none";
            Ending said = new Ending(method, stop, 0, norm, target.relative(norm), Double.NaN, bound);
            // An x that was given may need no repair; its bound is worth a search all the same.
            if (met && !everSolved && outer.certificate() == null && policy.searchAfter(system.matrixVersion())) {
                ending = said;
                certifier.start(policy.searchBudget(0), policy.searchPatience(0));
            } else {
                emit(said, everSolved ? moved : null);
            }
            return 1;
        }
        if (outer.certificate() == null && policy.searchBefore(options.errorBound() != null, system.matrixVersion())) {
            certifier.start(policy.unlimited(), policy.unlimited());
            return 1;
        }
        boolean local = everSolved && !seedsAreAll && outer.certificate() != null;
        if (local && policy.local(seeds.size(), system.rows())) {
            long prepared = pushes.prepare();
            push = pushes.start(target, seeds, moved, policy.pushBudget(norm, target.pushGoal(), system.nnz()));
            return prepared;
        }
        return startGlobal(target);
    }

    private long pushOn(LocalPush pushing) {
        boolean interrupted = revision != throughRevision || stopAsked != null;
        long used = interrupted ? 1 : pushing.step(STEP);
        if (interrupted || pushing.ended()) {
            push = null;
            policy.pushEnded(pushing.withinBudget(), interrupted);
            pushing.leave();
        }
        return used + 1;
    }

    private long startGlobal(Target target) {
        // Once for each revision: where x = 0 is no better, its residual is not finite and the run below says so.
        if (outer.residualNorm() > FAR_OFF * outer.rhsNorm() && zeroedRevision != revision) {
            zeroedRevision = revision;
            return startFromZero();
        }
        LinearSystem frozen = system.pin();
        NullSpace nullSpace = policy.nullSpace(frozen.a(), system.matrixVersion());
        seeds.clear();
        seedsAreAll = false;
        GlobalRepair starting = new GlobalRepair(
                execution,
                outer,
                frozen,
                system.matrixVersion(),
                system.symmetric(),
                policy.proven(system.matrixVersion()),
                ladder,
                target,
                options.maxIterations(),
                options.seed(),
                cache,
                nullSpace,
                elsewhere);
        samples.begin(starting.norm());
        repair = starting;
        return system.rows();
    }

    private long startFromZero() {
        int n = system.rows();
        outer.replace(new double[n], new double[n], new double[n], 0.0);
        outer.dirtyAll();
        seedsAreAll = true;
        return 3L * n;
    }

    private long repairOn(GlobalRepair running) {
        StopReason asked = stopAsked;
        if (asked != null) {
            running.stop(asked);
        }
        int before = running.iterations();
        long used = running.step();
        if (running.iterations() > before) {
            iterations += running.iterations() - before;
            used += samples.iterated(running, throughRevision, iterations, outer.certificate(), totalWork + used);
        }
        StopReason reason = running.ended();
        if (reason != null) {
            repair = null;
            system.unpin();
            finish(running, tightening < 1 ? orAsAsked(running, reason) : reason);
        }
        return used + 1;
    }

    /// A refinement that falls short of what it aimed at may still be what was asked for.
    private StopReason orAsAsked(GlobalRepair ended, StopReason reason) {
        Target asked = target(1.0, ended.target().rhsNorm());
        return !reason.converged() && asked.met(ended.norm(), ended.bound())
                ? asked.reached(ended.norm(), ended.bound())
                : reason;
    }

    private void finish(GlobalRepair ended, StopReason reason) {
        policy.learn(ended.workPerDigit());
        if (ended.rayleigh() > 0) {
            rayleigh = ended.rayleigh();
            rayleighVersion = ended.matrixVersion();
        }
        String method = ended.direct() ? "direct" : everSolved ? "warm_restart" : "cold";
        double relative = ended.target().relative(ended.norm());
        double updated = ended.direct() || ended.iterations() == 0
                ? Double.NaN
                : ended.target().relative(ended.updatedNorm());
        Ending said = new Ending(method, reason, ended.iterations(), ended.norm(), relative, updated, ended.bound());
        boolean look = reason.converged()
                && outer.certificate() == null
                && revision == throughRevision
                && policy.searchAfter(system.matrixVersion());
        if (look) {
            ending = said;
            certifier.start(policy.searchBudget(ended.work()), policy.searchPatience(ended.work()));
        } else {
            emit(said, null);
        }
    }

    private void emit(Ending said, @Nullable RowSet touched) {
        ErrorBound bound = revision == throughRevision && outer.clean() ? outer.bound() : said.bound();
        teller.tell(said, throughRevision, bound, outer.x(), touched, totalWork - workAtRepair);
        ending = null;
        pending = retargeted;
        tightening = 1.0;
        everSolved = true;
        stopAsked = null;
        moved.clear();
        if (said.local()) {
            seeds.clear();
            seedsAreAll = false;
        }
        policy.end();
    }

    /// x as it stands, the present iterate of a run included where it is better than what the run began with.
    public DenseVector x() {
        GlobalRepair running = repair;
        double[] iterate = running != null && running.updatedNorm() < running.norm() ? running.running() : null;
        return iterate == null ? DenseVector.copyOf(outer.x()) : DenseVector.adopt(iterate);
    }

    /// A and b as they are now, safe from later changes. **Cost** O(nnz) after A got new entries, and a copy at the
    /// next change.
    public LinearSystem system() {
        return system.snapshot();
    }

    /// The last update that A and b include.
    public long revision() {
        return revision;
    }

    /// The revision that the last finished repair answered; −1 before the first.
    public long solvedRevision() {
        return teller.solvedRevision();
    }

    /// A new target on the relative residual; the next turns repair x if it misses it.
    public void setTolerance(double relative) {
        tolerance = relative;
        retargeted = true;
        pending = true;
    }

    /// Runs go there from now on, where the local push does not do; to be called before the first turn.
    public void runElsewhere(RunsElsewhere others) {
        elsewhere = others;
    }

    /// Starts again from x = 0 at the next turn.
    public void restart() {
        abandon();
        cache.clear();
        ladder.reset();
        startFromZero();
        everSolved = false;
        pending = true;
    }

    private void abandon() {
        repair = null;
        if (push != null) {
            push.leave();
            push = null;
        }
        certifier.stopAll();
        ending = null;
        system.unpin();
        policy.end();
    }

    /// Gives up what is under way and does this about x at the next turns; false, with nothing changed, where the
    /// method in use has no such thing. **Errors** a `from` of another length throws [IllegalArgumentException].
    /// @param from the x to go on from, null for the present one
    public boolean correct(Correction correction, @Nullable DenseVector from) {
        if (from != null && from.size() != system.rows()) {
            throw new IllegalArgumentException(system.rows() + " rows but an x of " + from.size());
        }
        if (!ladder.correct(correction, system.symmetric())) {
            return false;
        }
        abandon();
        if (correction == Correction.REFRESH_PRECONDITIONER) {
            cache.clear();
        }
        if (from != null) {
            int n = system.rows();
            outer.replace(from.values().clone(), new double[n], new double[n], 0.0);
        }
        tightening = correction == Correction.REFINE ? REFINED : 1.0;
        outer.dirtyAll();
        seedsAreAll = true;
        pending = true;
        return true;
    }

    /// Ends the present repair at the next turn with x as good as it got: for its time limit, or cancelled (0).
    public void stop(long timeLimitMillis) {
        stopAsked = timeLimitMillis > 0 ? new StopReason.TimeLimit(timeLimitMillis) : new StopReason.Cancelled();
    }

    /// The method in use by its wire name.
    public String method() {
        RunsElsewhere others = elsewhere;
        return others != null && others.active()
                ? others.method()
                : ladder.plan().method().wireName();
    }

    /// The preconditioner in use by its wire name.
    public String preconditioner() {
        RunsElsewhere others = elsewhere;
        return others != null && others.active()
                ? others.preconditioner()
                : ladder.plan().preconditioner().wireName();
    }

    /// Bytes held now, and those that factors which were foretold are going to take, or may take if iterations fail.
    public long memoryBytes() {
        GlobalRepair running = repair;
        return system.sizeBytes()
                + outer.sizeBytes()
                + tracker.sizeBytes()
                + Math.max(cache.sizeBytes(), ladder.factorBytes())
                + seeds.sizeBytes()
                + moved.sizeBytes()
                + pushes.sizeBytes()
                + (elsewhere == null ? 0 : elsewhere.sizeBytes())
                + (running == null ? 0 : running.sizeBytes());
    }

    /// x*_i within `error` if some local work can prove it, or show it with probability 1 − [LocalEntry#DELTA];
    /// else the best estimate, with its bound if there is one. **Cost** at most about [#ENTRY_WORK] units, mostly
    /// far less; does not advance the solve.
    public EntryEstimate entry(int i, double error) {
        return entry(i, error, ENTRY_WORK);
    }

    /// As above, with another budget.
    public EntryEstimate entry(int i, double error, long budget) {
        Objects.checkIndex(i, system.rows());
        settle();
        return reader.entry(i, LocalEntry.Ask.of(error, budget, options.seed()), push == null);
    }

    /// Several entries, which share [#ENTRY_WORK] units; more than [io.rivulet.numerics.local.EntryChoice#MANY] are
    /// read off x as it stands.
    public List<EntryEstimate> entries(int[] indices, double error) {
        settle();
        List<EntryEstimate> estimates = new ArrayList<>(indices.length);
        long left = ENTRY_WORK;
        for (int i : indices) {
            Objects.checkIndex(i, system.rows());
            LocalEntry.Ask ask =
                    new LocalEntry.Ask(error, left, indices.length, LocalEntry.CELLS, LocalEntry.DELTA, options.seed());
            EntryEstimate estimate = reader.entry(i, ask, push == null);
            left = Math.max(0, left - estimate.work());
            estimates.add(estimate);
        }
        return estimates;
    }

    /// How x*_i moves with b: row i of A⁻¹ within `error`, or as near as `budget` allows; null where no certificate
    /// is known.
    public @Nullable EntryGradient gradient(int i, double error, long budget) {
        Objects.checkIndex(i, system.rows());
        settle();
        return reader.gradient(i, error, budget);
    }

    /// A certificate of the matrix is known, so that errors can be bounded.
    public boolean certified() {
        return outer.certificate() != null;
    }

    private void settle() {
        if (repair == null && !certifier.searching() && push == null) {
            outer.flush(Long.MAX_VALUE, seeds);
            outer.flush(Long.MAX_VALUE, seeds);
        }
    }

    /// What the repairs so far tell of the condition of A as it is now. **Cost** see [Conditioning].
    public Conditioning conditioning() {
        long version = system.matrixVersion();
        return Conditioning.of(
                system.snapshot().a(),
                cache.inverse(version),
                outer.changedRows().isEmpty() ? outer.certificate() : null,
                version == rayleighVersion ? rayleigh : Double.NaN);
    }

    /// On ‖x − x*‖∞ for x as it stands between repairs; null without a certificate or while rows wait to be
    /// computed.
    public @Nullable ErrorBound bound() {
        return outer.clean() && push == null ? outer.bound() : null;
    }

    /// What `change` would make of x, by a local push on an overlay: neither x nor A nor b move, and what the engine
    /// does later is the same to the bit. The change fits n, and no cost becomes infinite by it ([#overflow]).
    /// **Cost** at most about `budget` random accesses and a few passes over vectors of n; columns of A where they
    /// are not known yet and A is not symmetric. **Thread** that of the engine, between two turns.
    /// @param wanted entries of x to answer with
    /// @param top how many of the entries that move most to answer with
    /// @return null where the change is not local, nothing is certified, or x is between two states
    public @Nullable TrialOutcome tryLocally(CostUpdate change, XSelection wanted, int top, long budget) {
        Certificate certificate = outer.certificate();
        if (certificate == null
                || !everSolved
                || repair != null
                || push != null
                || outer.allDirty()
                || change.vector() != null) {
            return null;
        }
        ColumnIndex columns = system.symmetric() ? null : pushes.columnsOfPresent();
        if (columns == null && !system.symmetric()) {
            return null;
        }
        return new LocalTrial(system, outer, certificate, new TrialSystem(system, change), columns, budget)
                .run(options, tolerance, revision, wanted, top);
    }

    /// A and b as they are and x as it stands, to try a change on elsewhere; what the engine does later is the same to
    /// the bit. **Cost** a copy of x, O(nnz) after A got new entries, and a copy of A or b at their next change.
    public TrialBase trialBase() {
        Classification known = system.matrixVersion() == 0 ? opened : null;
        return new TrialBase(system.lent(), x(), revision, known, ladder.plan());
    }

    /// Bytes that an engine for a trial may come to hold, what it shares included.
    public long trialBytes() {
        return system.matrixVersion() == 0
                ? MemoryEstimate.of(opened, ladder.plan())
                : estimateBytes(system.rows(), system.nnz());
    }

    /// Which of the deltas of a change would make a cost infinite, −1 for none.
    public int overflow(CostUpdate change) {
        DenseVector vector = change.vector();
        Map<Integer, Double> costs = new HashMap<>();
        for (int k = 0; k < change.set().size(); k++) {
            costs.put(change.set().indices()[k], change.set().values()[k]);
        }
        for (int k = 0; k < change.delta().size(); k++) {
            int i = change.delta().indices()[k];
            Double before = costs.get(i);
            double present = before != null ? before : vector != null ? vector.get(i) : system.b()[i];
            double after = present + change.delta().values()[k];
            if (!Double.isFinite(after)) {
                return k;
            }
            costs.put(i, after);
        }
        return -1;
    }

    public int rows() {
        return system.rows();
    }

    /// a_ij as it is.
    public double matrixEntry(int i, int j) {
        return system.get(i, j);
    }

    /// Begins to enclose ‖x − x*‖∞ from both sides for x as it stands, by a solve for the error; null without a
    /// certificate or between two states. It works on copies: what happens to the engine meanwhile makes no
    /// difference to it, nor it to the engine. **Thread** that of the engine. **Cost** of its beginning three
    /// vectors, and a copy at the next change of A or b.
    public @Nullable BoundRefinement refineBound() {
        Certificate certificate = outer.certificate();
        boolean settled = outer.clean()
                && push == null
                && repair == null
                && outer.changedRows().isEmpty();
        return certificate == null || !settled
                ? null
                : new BoundRefinement(
                        execution,
                        system.snapshot(),
                        outer.x().clone(),
                        certificate.frozen(),
                        ladder.plan(),
                        policy.proven(system.matrixVersion()),
                        options.maxIterations(),
                        options.seed(),
                        cache.lent(),
                        system.matrixVersion());
    }

    /// On ‖x − x*‖∞ for an x with this exact residual under the present system. Where no certificate holds, an estimate
    /// for the x of the last repair if conjugate gradients made it and nothing changed since; else null.
    public @Nullable ErrorBound boundFor(DenseVector x, TrueResidual exact) {
        return reader.boundFor(x, exact);
    }
}
