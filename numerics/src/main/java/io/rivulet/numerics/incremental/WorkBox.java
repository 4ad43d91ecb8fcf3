// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// How much work one iterative plan of the ladder may use before the next one gets its turn. What a plan is up against
/// is either *sure*, elimination with work known beforehand, or *expected*, a preconditioned iteration that takes about
/// the same whatever the matrix is.
///
/// - Against a sure work s the plan ends when it has used s itself: whatever was better, no more than twice s is spent.
/// - When it has used [#PART] of s, or of the expected work, it ends as soon as its rate foretells more than
///   [#SURE_MARGIN] times s, or [#EXPECTED_MARGIN] times the expected work, for the rest. Against an expectation
///   nothing else ends it: that one may be wrong.
/// - Where nothing is known yet, foretelling elimination is worth its price once the plan has used [#LOOK] passes and
///   foretells as many more.
///
/// All of it counts units of work and residuals, no time: the same run is boxed the same way everywhere.
/// **Source** the doubling argument of competitive search: Borodin, El-Yaniv 1998, ch. 1 (ski rental).
final class WorkBox {
    enum Advice {
        GO_ON,
        /// Find out what elimination would take.
        FORETELL,
        /// Let the next plan take over.
        LEAVE
    }

    /// Iterations before a rate means anything.
    static final int FEWEST = 8;

    /// Part of what it is up against that a plan may use whatever its rate is.
    static final double PART = 0.25;

    static final double SURE_MARGIN = 2.0;
    static final double EXPECTED_MARGIN = 1.0;

    /// Passes over the matrix: twice what foretelling takes.
    static final int LOOK = 60;

    private final long pass;
    private final double target;
    private final boolean expectsOther;
    private long against;
    private boolean foretellable;
    private long work;
    private long iterating;
    private int iterations;
    private double least;
    private int mark;
    private double leastAtMark;
    private int before;
    private double leastBefore;

    private WorkBox(
            long pass, double residual, double target, long against, boolean expectsOther, boolean foretellable) {
        this.pass = pass;
        this.target = target;
        this.against = against;
        this.expectsOther = expectsOther;
        this.foretellable = foretellable;
        this.least = residual;
        this.leastAtMark = residual;
        this.leastBefore = residual;
    }

    /// For a plan that nothing comes after.
    static WorkBox open() {
        return new WorkBox(1, 1, 1, Long.MAX_VALUE, false, false);
    }

    /// Before a plan that is expected to take `units`.
    static WorkBox beforeExpected(long pass, double residual, double target, long units) {
        return new WorkBox(pass, residual, target, units, true, false);
    }

    /// Before elimination that takes `sure` units, [Long#MAX_VALUE] where none is known; a smaller number may be
    /// `foretellable`. A `pass` over the matrix is so many units.
    static WorkBox beforeSure(long pass, double residual, double target, long sure, boolean foretellable) {
        return new WorkBox(pass, residual, target, sure, false, foretellable);
    }

    /// Counts `units` in which so many iterations, none in a set-up, brought the residual to `residual`.
    void worked(long units, int more, double residual) {
        work += units;
        if (more == 0) {
            return;
        }
        iterating += units;
        iterations += more;
        if (residual < least) {
            least = residual;
        }
        if (iterations >= 2 * mark) {
            before = mark;
            leastBefore = leastAtMark;
            mark = iterations;
            leastAtMark = least;
        }
    }

    /// What elimination takes was foretold: `units`, or [Long#MAX_VALUE] for more than it may.
    void foretold(long units) {
        foretellable = false;
        against = Math.min(against, units);
    }

    /// Units of this plan so far.
    long work() {
        return work;
    }

    /// Iterations to the target at the rate of the last half of them or more; [Long#MAX_VALUE] without any progress.
    long iterationsLeft() {
        if (least <= target) {
            return 0;
        }
        double gained = Math.log(leastBefore / least);
        double needed = Math.log(least / target);
        double left = needed * (iterations - before) / gained;
        return gained > 0 && left < Long.MAX_VALUE ? (long) Math.ceil(left) : Long.MAX_VALUE;
    }

    Advice advice() {
        if (against < Long.MAX_VALUE && !expectsOther && work >= against) {
            return foretellable ? Advice.FORETELL : Advice.LEAVE;
        }
        if (iterations < FEWEST) {
            return Advice.GO_ON;
        }
        double left = (double) iterationsLeft() * iterating / iterations;
        if (foretellable) {
            long look = LOOK * pass;
            return work >= look && left >= look ? Advice.FORETELL : Advice.GO_ON;
        }
        double margin = expectsOther ? EXPECTED_MARGIN : SURE_MARGIN;
        boolean due = against < Long.MAX_VALUE && work >= PART * against;
        return due && left > margin * against ? Advice.LEAVE : Advice.GO_ON;
    }
}
