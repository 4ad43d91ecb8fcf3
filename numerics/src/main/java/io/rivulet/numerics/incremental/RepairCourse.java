// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.incremental.RepairTeller.Ending;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.solve.StopReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The course of repairs, step by step: rows that changed are computed again, then what is left to repair is decided
/// on, done by a push or by runs, and told.
final class RepairCourse {
    /// Units of one inner step of a flush, search or push.
    private static final long STEP = 65_536;

    /// An x with a residual this many times that of x = 0 is worse than none.
    private static final double FAR_OFF = 100;

    private final EngineParts parts;
    private final MutableSystem system;
    private final OuterIterate outer;
    private final RepairPolicy policy;
    private final Certifier certifier;
    private final GlobalRepairs runs;
    private final LocalRepairs pushes;
    private final RepairTeller teller;
    private final Goals goals;
    private final RunLessons lessons;
    private @Nullable Ending ending;
    private @Nullable StopReason stopAsked;
    private boolean pending = true;
    private boolean retargeted;
    private boolean everSolved;
    private boolean everFlushed;
    /// The revision for which x was set to 0 because it was too far off; −1 before the first.
    private long zeroedRevision = -1;
    private long revision;
    private long throughRevision;
    private long totalWork;
    private long workAtRepair;

    RepairCourse(
            EngineParts parts,
            GlobalRepairs runs,
            RepairTeller teller,
            Goals goals,
            RunLessons lessons,
            long revision) {
        this.parts = parts;
        this.system = parts.system();
        this.outer = parts.outer();
        this.policy = parts.policy();
        this.certifier = new Certifier(parts.execution(), system, outer, policy, parts.ladder(), parts.cache());
        this.runs = runs;
        this.pushes = new LocalRepairs(parts);
        this.teller = teller;
        this.goals = goals;
        this.lessons = lessons;
        this.revision = revision;
    }

    /// See [SolverEngine#apply].
    void apply(RevisedUpdate update) {
        if (system.apply(update.update(), outer.dirty(), outer.changedRows())) {
            pushes.allRowsChanged();
        }
        parts.pushes().follow(update.update());
        revision = update.revision();
    }

    long revision() {
        return revision;
    }

    /// Units used so far.
    long totalWork() {
        return totalWork;
    }

    /// Does one bounded piece of work; answers the units used, 0 where there is nothing left to do.
    long step() {
        long used = next();
        totalWork += used;
        return used;
    }

    private long next() {
        GlobalRepair running = runs.present();
        if (running != null) {
            return runOn(running);
        }
        if (certifier.searching()) {
            if (stopAsked != null) {
                certifier.stop();
            }
            return 1 + certifier.step(STEP);
        }
        LocalPush pushing = pushes.present();
        if (pushing != null) {
            return pushes.step(pushing, revision != throughRevision || stopAsked != null, STEP);
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
            return 1 + pushes.flush(STEP);
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

    /// A turn of the engine ends here.
    void turnEnds() {
        totalWork += runs.turnEnds(throughRevision, totalWork);
    }

    private long decide() {
        throughRevision = revision;
        retargeted = false;
        Target target = goals.present(outer.rhsNorm());
        double norm = outer.residualNorm();
        ErrorBound bound = outer.bound();
        if (outer.rhsNormInf() == 0) {
            parts.zeroX();
            emit(Ending.withoutRuns("direct", new StopReason.ZeroRhs(), 0.0, 0.0, bound), null);
            return 2L * system.rows();
        }
        boolean met = target.met(norm, bound);
        if (met || stopAsked != null) {
            StopReason stop = met ? target.reached(norm, bound) : Objects.requireNonNull(stopAsked);
            String method = !everSolved ? "cold" : policy.pushed() ? "push" : "none";
            Ending said = Ending.withoutRuns(method, stop, norm, target.relative(norm), bound);
            // An x that was given may need no repair; its bound is worth a search all the same.
            if (met && !everSolved && outer.certificate() == null && policy.searchAfter(system.matrixVersion())) {
                ending = said;
                certifier.start(policy.searchBudget(0), policy.searchPatience(0));
            } else {
                emit(said, everSolved ? pushes.moved() : null);
            }
            return 1;
        }
        boolean asked = parts.options().errorBound() != null;
        if (outer.certificate() == null && policy.searchBefore(asked, system.matrixVersion())) {
            certifier.start(policy.unlimited(), policy.unlimited());
            return 1;
        }
        if (everSolved && pushes.worthwhile()) {
            return pushes.start(target);
        }
        return startRuns(target);
    }

    private long startRuns(Target target) {
        // Once for each revision: where x = 0 is no better, its residual is not finite and the run below says so.
        if (outer.residualNorm() > FAR_OFF * outer.rhsNorm() && zeroedRevision != revision) {
            zeroedRevision = revision;
            return startFromZero();
        }
        pushes.forgetSeeds();
        return runs.start(target);
    }

    private long startFromZero() {
        parts.zeroX();
        pushes.allRowsChanged();
        return 3L * system.rows();
    }

    private long runOn(GlobalRepair running) {
        long used = runs.step(running, stopAsked, throughRevision, totalWork);
        StopReason reason = running.ended();
        if (reason != null) {
            finish(running, goals.reached(running, reason));
        }
        return used;
    }

    private void finish(GlobalRepair ended, StopReason reason) {
        lessons.learn(ended);
        Ending said = Ending.ofRuns(ended, reason, everSolved);
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
        goals.refine(false);
        everSolved = true;
        stopAsked = null;
        pushes.moved().clear();
        if (said.method().equals("push")) {
            pushes.forgetSeeds();
        } else if (said.method().equals("none")) {
            pushes.nothingDone();
        }
        policy.end();
    }

    /// The goals have changed: x is to be looked at again.
    void retarget() {
        retargeted = true;
        pending = true;
    }

    /// See [SolverEngine#stop].
    void stop(StopReason reason) {
        stopAsked = reason;
    }

    /// Gives up what is under way and starts again from x = 0.
    void restart() {
        abandon();
        startFromZero();
        everSolved = false;
        pending = true;
    }

    /// Gives up what is under way and repairs x again, `from` there where it is given.
    void repairAgain(@Nullable DenseVector from) {
        abandon();
        if (from != null) {
            parts.takeX(from.values().clone());
        }
        pushes.allRowsChanged();
        pending = true;
    }

    private void abandon() {
        runs.leave();
        pushes.leave();
        certifier.stopAll();
        ending = null;
        policy.end();
    }

    /// Brings residuals up to date between two repairs.
    void settle() {
        if (runs.present() == null && !certifier.searching() && !pushing()) {
            pushes.flush(Long.MAX_VALUE);
            pushes.flush(Long.MAX_VALUE);
        }
    }

    boolean busy() {
        return urgent() || certifier.idlySearching() || outer.hasDrift();
    }

    /// Whether somebody waits for what is left to do.
    boolean urgent() {
        return pending
                || revision != teller.solvedRevision()
                || runs.present() != null
                || pushing()
                || ending != null
                || certifier.searching()
                || !outer.clean();
    }

    /// Whether there is nothing to do here but to wait for others.
    boolean waiting() {
        return stopAsked == null && runs.waiting();
    }

    /// Whether a repair has ended that is not told yet, as a bound is still looked for.
    boolean hasEnding() {
        return ending != null;
    }

    @Nullable
    Answered answered() {
        Ending waiting = ending;
        return waiting == null || !waiting.stop().converged()
                ? null
                : new Answered(throughRevision, waiting.relative(), waiting.iterations());
    }

    boolean pushing() {
        return pushes.present() != null;
    }

    boolean everSolved() {
        return everSolved;
    }

    /// Whether all residuals have once been computed.
    boolean everFlushed() {
        return everFlushed;
    }

    long sizeBytes() {
        return pushes.sizeBytes();
    }
}
