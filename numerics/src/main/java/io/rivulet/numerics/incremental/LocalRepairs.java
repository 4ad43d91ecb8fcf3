// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import org.jspecify.annotations.Nullable;

/// Repairs by pushes, one at a time, and the rows that they start from: those computed again since the last repair.
final class LocalRepairs {
    private final EngineParts parts;
    private final RowSet seeds;
    private final RowSet moved;
    private boolean seedsAreAll = true;
    private @Nullable LocalPush push;

    LocalRepairs(EngineParts parts) {
        this.parts = parts;
        this.seeds = new RowSet(parts.system().rows());
        this.moved = new RowSet(parts.system().rows());
    }

    void allRowsChanged() {
        parts.outer().dirtyAll();
        seedsAreAll = true;
    }

    /// Computes changed rows again, for about `units`; answers the units used.
    long flush(long units) {
        return parts.outer().flush(units, seeds);
    }

    /// A repair begins or has ended that leaves nothing to start from.
    void forgetSeeds() {
        seeds.clear();
        seedsAreAll = false;
    }

    /// Rows changed and x answers still: the next push starts from them too, or they would add up to what it can't
    /// take away, and each change after that would make work. Of many nobody keeps count: with them, the next
    /// change would seem not to be local.
    void nothingDone() {
        if (seedsAreAll
                || !parts.policy().local(2 * seeds.size(), parts.system().rows())) {
            forgetSeeds();
        }
    }

    /// Whether a push is worth a try, as far as the changed rows tell.
    boolean worthwhile() {
        return !seedsAreAll
                && parts.outer().certificate() != null
                && parts.policy().local(seeds.size(), parts.system().rows());
    }

    /// Begins a push; answers the units used.
    long start(Target target) {
        PushStarter pushes = parts.pushes();
        long prepared = pushes.prepare();
        double norm = parts.outer().residualNorm();
        long budget = parts.policy()
                .pushBudget(norm, target.pushGoal(), parts.system().nnz());
        push = pushes.start(target, seeds, moved, budget);
        return prepared;
    }

    /// The present push.
    @Nullable
    LocalPush present() {
        return push;
    }

    /// Goes on with the present push for about `units`, or breaks it off; answers the units used.
    long step(LocalPush pushing, boolean interrupted, long units) {
        long used = interrupted ? 1 : pushing.step(units);
        if (interrupted || pushing.ended()) {
            push = null;
            parts.policy().pushEnded(pushing.withinBudget(), interrupted);
            pushing.leave();
        }
        return used + 1;
    }

    /// Gives the present push up, if there is one.
    void leave() {
        if (push != null) {
            push.leave();
            push = null;
        }
    }

    /// Entries of x that pushes of the present repair can have moved; the caller clears it when the repair is told.
    RowSet moved() {
        return moved;
    }

    long sizeBytes() {
        return seeds.sizeBytes() + moved.sizeBytes();
    }
}
