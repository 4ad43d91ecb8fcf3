// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.solve.Proven;
import org.jspecify.annotations.Nullable;

/// What kind of repair is worth its work, from the class of the matrix and what earlier repairs cost.
final class RepairPolicy {
    /// Pushes may use this part of what a global repair is expected to cost.
    private static final double PUSH_SHARE = 0.5;

    /// Beyond this part of the rows a change is not local …
    private static final double LOCAL_PART = 0.05;

    /// … unless it has fewer rows than this.
    private static final int ALWAYS_LOCAL_ROWS = 16;

    /// Pushes broken off by new updates before a global repair takes its turn.
    private static final int MAX_BROKEN_PUSHES = 8;

    /// Pushes of one repair, where rounding asks for another one.
    private static final int MAX_PUSHES = 3;

    /// Units of a search for a certificate for which the repair before it waits to be told, beyond what it used
    /// itself.
    private static final long FREE_SEARCH_WORK = 20_000_000;

    /// Times that wait which a search may use in all, when there is nothing else to do.
    private static final long IDLE_SEARCH_SHARE = 10;

    /// Units of a search that the caller asked for.
    private static final long ASKED_SEARCH_WORK = 20_000_000_000L;

    /// Searches without a finding before no more are made unasked.
    private static final int MAX_FAILED_SEARCHES = 3;

    /// Expected units per entry of A and decimal digit before a global repair has been seen.
    private static final double FIRST_DIGIT_COST = 20.0;

    private final Classification opened;
    private double workPerDigit;
    private boolean repairing;
    private int pushes;
    private int brokenPushes;
    private boolean pushSpent;
    private int failedSearches;
    private long searchedVersion = -1;
    private @Nullable NullSpace nullSpace;
    private long nullSpaceVersion = -1;

    RepairPolicy(Classification opened, int nnz) {
        this.opened = opened;
        this.workPerDigit = FIRST_DIGIT_COST * Math.max(1, nnz);
    }

    boolean repairing() {
        return repairing;
    }

    void begin() {
        repairing = true;
        pushes = 0;
        brokenPushes = 0;
        pushSpent = false;
    }

    void end() {
        repairing = false;
    }

    /// Whether this repair has moved x by a push and nothing else.
    boolean pushed() {
        return pushes > 0;
    }

    boolean local(int rows, int n) {
        return !pushSpent
                && pushes < MAX_PUSHES + brokenPushes
                && brokenPushes < MAX_BROKEN_PUSHES
                && rows <= Math.max(ALWAYS_LOCAL_ROWS, LOCAL_PART * n);
    }

    long pushBudget(double norm, double goal, int nnz) {
        double digits = goal > 0 ? Math.clamp(Math.log10(norm / goal), 0.5, 20.0) : 20.0;
        return (long) (PUSH_SHARE * (digits * workPerDigit + 4.0 * nnz));
    }

    void pushEnded(boolean withinBudget, boolean interrupted) {
        pushes++;
        brokenPushes += interrupted ? 1 : 0;
        pushSpent |= !withinBudget;
    }

    void learn(double measuredWorkPerDigit) {
        workPerDigit = measuredWorkPerDigit;
    }

    /// Whether to look for a certificate before solving: it is asked for, or costs one pass.
    boolean searchBefore(boolean asked, long matrixVersion) {
        boolean strict = opened.rowDominance() == Dominance.STRICT && searchedVersion < 0;
        return (asked || strict) && searchedVersion != matrixVersion;
    }

    boolean searchAfter(long matrixVersion) {
        return searchedVersion != matrixVersion
                && failedSearches < MAX_FAILED_SEARCHES
                && opened.singularComponents() == 0;
    }

    /// How much work the telling of a repair waits for.
    long searchPatience(long repairWork) {
        return FREE_SEARCH_WORK + repairWork;
    }

    long searchBudget(long repairWork) {
        return IDLE_SEARCH_SHARE * searchPatience(repairWork);
    }

    long unlimited() {
        return ASKED_SEARCH_WORK;
    }

    void searching(long matrixVersion) {
        searchedVersion = matrixVersion;
    }

    void searched(boolean found) {
        failedSearches = found ? 0 : failedSearches + 1;
    }

    /// What is proved of the opened matrix; after a change of A that is no longer known.
    Proven proven(long matrixVersion) {
        return matrixVersion == 0 ? Proven.of(opened) : Proven.NOTHING;
    }

    /// Null vectors to keep out of x, for a matrix opened with singular components.
    @Nullable
    NullSpace nullSpace(CsrMatrix a, long matrixVersion) {
        if (opened.singularComponents() > 0 && nullSpaceVersion != matrixVersion) {
            nullSpace = NullSpace.of(a);
            nullSpaceVersion = matrixVersion;
        }
        return nullSpace;
    }
}
