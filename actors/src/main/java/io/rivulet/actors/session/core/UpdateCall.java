// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.actors.session.core.Slices.Repair;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call with updates while its results come together, in whatever order they are decided.
final class UpdateCall {
    private final long reply;
    private final List<IdentifiedUpdate> updates;
    private final boolean waitApplied;
    private final long takenNanos;
    private final @Nullable UpdateResult[] results;
    private int undecided;
    private boolean finished;
    private long lastRevision;

    UpdateCall(long reply, List<IdentifiedUpdate> updates, boolean waitApplied, long takenNanos) {
        this.reply = reply;
        this.updates = updates;
        this.waitApplied = waitApplied;
        this.takenNanos = takenNanos;
        this.results = new @Nullable UpdateResult[updates.size()];
        this.undecided = updates.size();
    }

    /// What update `index` is, where only now it is known.
    void identify(int index, IdentifiedUpdate update) {
        updates.set(index, update);
    }

    List<IdentifiedUpdate> updates() {
        return updates;
    }

    long takenNanos() {
        return takenNanos;
    }

    void accept(int index, long revision, boolean duplicate, long seq) {
        lastRevision = Math.max(lastRevision, revision);
        decide(index, new UpdateResult.Accepted(identity(index).updateId(), revision, duplicate, seq, List.of(), null));
    }

    void reject(int index, Problem problem) {
        decide(index, new UpdateResult.Rejected(problem));
    }

    private void decide(int index, UpdateResult result) {
        if (results[index] != null) {
            throw new IllegalStateException("update " + index + " was decided twice");
        }
        results[index] = result;
        undecided--;
    }

    private UpdateIdentity identity(int index) {
        return updates.get(index).identity();
    }

    /// True the first time that all are decided.
    boolean finishOnce() {
        boolean first = undecided == 0 && !finished;
        finished |= first;
        return first;
    }

    /// Whether it is to be answered only when a repair has included [#lastRevision].
    boolean waitsForRepair() {
        return waitApplied && lastRevision > 0;
    }

    /// The newest revision that it has to see applied; 0 where nothing was accepted.
    long lastRevision() {
        return lastRevision;
    }

    Output.Reply answer() {
        Problem moved = movedAltogether();
        if (moved != null) {
            return new Output.Reply(reply, new Answer.Refused(moved));
        }
        List<UpdateResult> each = new ArrayList<>();
        Arrays.asList(results).forEach(each::add);
        return new Output.Reply(reply, new Answer.UpdateResults(each));
    }

    /// Why all of them are for another node to take, or null: then the whole call is asked again there.
    private @Nullable Problem movedAltogether() {
        Problem why = null;
        for (UpdateResult result : Arrays.asList(results)) {
            if (!(result instanceof UpdateResult.Rejected rejected)
                    || rejected.problem().code() != ProblemCode.DRAINING) {
                return null;
            }
            why = rejected.problem();
        }
        return why;
    }

    /// With what `repair` did beside each accepted update.
    Output.Reply answer(Repair repair, long nowNanos) {
        double latencyMs = (nowNanos - takenNanos) / 1e6;
        List<UpdateResult> each = new ArrayList<>();
        for (UpdateResult result : Arrays.asList(results)) {
            each.add(
                    result instanceof UpdateResult.Accepted a
                            ? applied(a, identity(each.size()), repair, latencyMs)
                            : result);
        }
        return new Output.Reply(reply, new Answer.UpdateResults(each));
    }

    private static UpdateResult applied(
            UpdateResult.Accepted a, UpdateIdentity identity, Repair repair, double latencyMs) {
        Line.CostApplied applied = costApplied(
                identity.updateId().toString(),
                identity.sourceNode(),
                a.revision(),
                a.revision(),
                1,
                repair,
                latencyMs);
        return new UpdateResult.Accepted(a.updateId(), a.revision(), a.duplicate(), a.seq(), a.warnings(), applied);
    }

    static Line.CostApplied costApplied(
            String updateId,
            @Nullable String source,
            long firstRevision,
            long revision,
            int updates,
            Repair repair,
            double latencyMs) {
        ErrorBound bound = repair.bound();
        return new Line.CostApplied(
                updateId,
                revision,
                firstRevision,
                updates,
                repair.throughRevision(),
                source,
                repair.x(),
                repair.changed(),
                repair.method(),
                repair.work(),
                latencyMs,
                repair.relativeResidual(),
                bound == null ? null : bound.value());
    }
}
