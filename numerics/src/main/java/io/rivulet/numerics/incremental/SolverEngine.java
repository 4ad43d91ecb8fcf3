// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.local.EntryGradient;
import io.rivulet.numerics.local.LocalEntry;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.RunsElsewhere;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Keeps A·x = b solved while A and b change. Updates are taken at any time and cost what they touch; the work is
/// done by [#advance] in bounded turns: residuals of changed rows, then nothing where x still answers, a local push
/// where the change is small and a certificate holds, else runs on a frozen copy while further updates collect. The
/// same calls give the same bits; how the work is cut into turns makes no difference to x.
/// **Thread** one at a time, handed over with a happens-before edge; no clock, no randomness.
/// **Cost** see [#estimateBytes]. **Errors** an update outside the system throws [IndexOutOfBoundsException], one with
/// values that are not finite [IllegalArgumentException], and both change nothing; numerical trouble is a
/// [StopReason.GaveUp].
public final class SolverEngine {
    /// Units that a question for entries may use.
    public static final long ENTRY_WORK = 4_000_000;

    private final EngineParts parts;
    private final MutableSystem system;
    private final OuterIterate outer;
    private final SampleTaker samples;
    private final RepairTeller teller;
    private final Goals goals;
    private final GlobalRepairs runs;
    private final RunLessons lessons;
    private final RepairCourse course;
    private final ErrorReader reader;
    private final Trials trials;
    private final double openingNorm;

    private SolverEngine(EngineParts parts, long revision) {
        this.parts = parts;
        this.system = parts.system();
        this.outer = parts.outer();
        this.samples = new SampleTaker(parts.options().sampleEvery(), parts.tracker());
        this.teller = new RepairTeller(parts.tracker());
        this.goals = new Goals(parts.options());
        this.runs = new GlobalRepairs(parts, samples);
        this.lessons = new RunLessons(parts);
        this.course = new RepairCourse(parts, runs, teller, goals, lessons, revision);
        this.reader = new ErrorReader(parts);
        this.trials = new Trials(parts);
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
        return open(execution, system, c, plan, options, x0, 0, _ -> true);
    }

    /// As above, for a system that already includes the updates up to `revision`, where memory is limited.
    /// @param room asks for bytes beyond [#memoryBytes], for factors of a method that the engine falls back on;
    ///     called inside [#advance]. Where there is none the engine does without them for good
    /// **Errors** an `x0` of another length or with NaN or infinities throws [IllegalArgumentException].
    public static SolverEngine open(
            Execution execution,
            LinearSystem system,
            Classification c,
            Plan plan,
            EngineOptions options,
            @Nullable DenseVector x0,
            long revision,
            LongPredicate room) {
        double[] x = x0 == null ? new double[system.rows()] : x0.values().clone();
        if (x.length != system.rows() || !Arrays.stream(x).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(system.rows() + " rows but an x0 of " + x.length + ", or not finite");
        }
        return new SolverEngine(EngineParts.of(execution, system, c, plan, options, x, room), revision);
    }

    /// Bytes that an engine for a system of this size may come to hold by any method but its factors, the
    /// system included: per row vectors, norms and a GMRES cycle (which may grow up to 100,000 rows), per entry
    /// values, a copy of them, columns, factors and a form for fast products. [MemoryEstimate#of] says less where
    /// the plan is known.
    public static long estimateBytes(long rows, long nnz) {
        long perRow = rows <= 100_000 ? 1200 : 480;
        return perRow * rows + 60 * nnz;
    }

    /// Takes an update in: b and A change now, x at later turns. **Cost** the entries of the update, a copied row
    /// for each new entry of A, and once per run a copy of the values that the run still reads.
    public void apply(RevisedUpdate update) {
        course.apply(update);
    }

    /// Works for about `units` (1 unit = one matrix entry touched); less when there is nothing left to do, when
    /// [EngineReport#MAX_SAMPLES] samples are there, when x has come to answer b though its bound is still looked
    /// for, or when a repair has ended and what is left can wait: its answer need not.
    public EngineReport advance(long units) {
        long before = course.totalWork();
        while (course.totalWork() - before < units && !samples.full()) {
            boolean known = course.hasEnding();
            if (course.step() == 0) {
                break;
            }
            boolean answered = course.hasEnding() && !known;
            // What is told of x by changes is told in order: nothing of the next repair beside the end of this one.
            boolean told = teller.hasNews() && (mirrored() || !course.urgent());
            if (answered || told || course.waiting()) {
                break;
            }
        }
        course.turnEnds();
        return report(course.totalWork() - before);
    }

    private EngineReport report(long work) {
        GlobalRepair running = runs.present();
        boolean known = course.everFlushed();
        double norm = !known ? openingNorm : running != null ? running.updatedNorm() : outer.residualNorm();
        double scale = running != null ? running.target().rhsNorm() : outer.rhsNorm();
        return new EngineReport(
                course.busy(),
                course.waiting(),
                course.revision(),
                teller.solvedRevision(),
                runs.iterations(),
                !known ? 1.0 : scale == 0 ? norm : norm / scale,
                norm,
                samples.drain(),
                teller.drain(),
                course.answered(),
                work);
    }

    /// x as it stands, the present iterate of a run included where it is better than what the run began with.
    public DenseVector x() {
        return runs.x();
    }

    /// A and b as they are now, safe from later changes. **Cost** O(nnz) after A got new entries, and a copy at the
    /// next change.
    public LinearSystem system() {
        return system.snapshot();
    }

    /// The last update that A and b include.
    public long revision() {
        return course.revision();
    }

    /// The revision that the last finished repair answered; −1 before the first.
    public long solvedRevision() {
        return teller.solvedRevision();
    }

    /// A new target on the relative residual; the next turns repair x if it misses it.
    public void setTolerance(double relative) {
        goals.tolerance(relative);
        course.retarget();
    }

    /// Runs go there from now on, where the local push does not do; to be called before the first turn.
    public void runElsewhere(RunsElsewhere others) {
        runs.runElsewhere(others);
    }

    /// Starts again from x = 0 at the next turn.
    public void restart() {
        parts.cache().clear();
        parts.ladder().reset();
        course.restart();
    }

    /// Gives up what is under way and does this about x at the next turns; false, with nothing changed, where the
    /// method in use has no such thing. **Errors** a `from` of another length throws [IllegalArgumentException].
    /// @param from the x to go on from, null for the present one
    public boolean correct(Correction correction, @Nullable DenseVector from) {
        if (from != null && from.size() != system.rows()) {
            throw new IllegalArgumentException(system.rows() + " rows but an x of " + from.size());
        }
        if (!parts.ladder().correct(correction, system.symmetric())) {
            return false;
        }
        if (correction == Correction.REFRESH_PRECONDITIONER) {
            parts.cache().clear();
        }
        goals.refine(correction == Correction.REFINE);
        course.repairAgain(from);
        return true;
    }

    /// Ends the present repair at the next turn with x as good as it got: for its time limit, or cancelled (0).
    public void stop(long timeLimitMillis) {
        course.stop(timeLimitMillis > 0 ? new StopReason.TimeLimit(timeLimitMillis) : new StopReason.Cancelled());
    }

    /// The method in use by its wire name.
    public String method() {
        return runs.method();
    }

    /// The preconditioner in use by its wire name.
    public String preconditioner() {
        return runs.preconditioner();
    }

    /// Bytes held now, and those that the factors of the planned method are going to take.
    public long memoryBytes() {
        return parts.sizeBytes() + course.sizeBytes() + runs.sizeBytes();
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
        course.settle();
        return reader.entry(i, LocalEntry.Ask.of(error, budget, parts.options().seed()), !course.pushing());
    }

    /// Several entries, which share [#ENTRY_WORK] units; more than [io.rivulet.numerics.local.EntryChoice#MANY] are
    /// read off x as it stands.
    public List<EntryEstimate> entries(int[] indices, double error) {
        course.settle();
        return reader.entries(indices, error, !course.pushing());
    }

    /// How x*_i moves with b: row i of A⁻¹ within `error`, or as near as `budget` allows; null where no certificate
    /// is known.
    public @Nullable EntryGradient gradient(int i, double error, long budget) {
        Objects.checkIndex(i, system.rows());
        course.settle();
        return reader.gradient(i, error, budget);
    }

    /// A certificate of the matrix is known, so that errors can be bounded.
    public boolean certified() {
        return outer.certificate() != null;
    }

    /// What the repairs so far tell of the condition of A as it is now. **Cost** see [Conditioning].
    public Conditioning conditioning() {
        return lessons.conditioning();
    }

    /// On ‖x − x*‖∞ for x as it stands between repairs; null without a certificate or while rows wait to be
    /// computed.
    public @Nullable ErrorBound bound() {
        return outer.clean() && !course.pushing() ? outer.bound() : null;
    }

    /// What `change` would make of x, by a local push on an overlay: neither x nor A nor b move, and what the engine
    /// does later is the same to the bit. The change fits n, and no cost becomes infinite by it ([#overflow]).
    /// **Cost** at most about `budget` random accesses and a few passes over vectors of n; columns of A where they
    /// are not known yet and A is not symmetric. **Thread** that of the engine, between two turns.
    /// @param wanted entries of x to answer with
    /// @param top how many of the entries that move most to answer with
    /// @return null where the change is not local, nothing is certified, or x is between two states
    public @Nullable TrialOutcome tryLocally(CostUpdate change, XSelection wanted, int top, long budget) {
        boolean settled = course.everSolved() && runs.present() == null && !course.pushing();
        return settled ? trials.tryLocally(change, wanted, top, budget, goals.tolerance(), course.revision()) : null;
    }

    /// A and b as they are and x as it stands, to try a change on elsewhere; what the engine does later is the same to
    /// the bit. **Cost** a copy of x, O(nnz) after A got new entries, and a copy of A or b at their next change.
    public TrialBase trialBase() {
        return trials.base(x(), course.revision());
    }

    /// Bytes that an engine for a trial may come to hold, what it shares included.
    public long trialBytes() {
        return trials.bytes();
    }

    /// Which of the deltas of a change would make a cost infinite, −1 for none.
    public int overflow(CostUpdate change) {
        return trials.overflow(change);
    }

    public int rows() {
        return system.rows();
    }

    /// Whether what is told of x adds up to it, see [XSelection.Changes].
    public boolean mirrored() {
        return parts.options().x() instanceof XSelection.Changes;
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
        return reader.refinement(!course.pushing() && runs.present() == null);
    }

    /// On ‖x − x*‖∞ for an x with this exact residual under the present system. Where no certificate holds, an estimate
    /// for the x of the last repair if conjugate gradients made it and nothing changed since; else null.
    public @Nullable ErrorBound boundFor(DenseVector x, TrueResidual exact) {
        return reader.boundFor(x, exact);
    }
}
