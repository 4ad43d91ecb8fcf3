// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.swarm.core.ReportBook;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.view.SessionStatusView;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Answers to inputs that carry a `reply` number.
public sealed interface Answer {
    record Refused(Problem problem) implements Answer {}

    /// `created` is false for a re-attachment; lines from `firstSeq` on tell the session.
    record Opened(boolean created, long firstSeq) implements Answer {}

    /// One per update, in order.
    record UpdateResults(List<UpdateResult> each) implements Answer {}

    sealed interface UpdateResult {
        /// `seq` was the stream's last number when it became durable; `applied` with `wait=applied`.
        record Accepted(
                UUID updateId,
                long revision,
                boolean duplicate,
                long seq,
                List<String> warnings,
                Line.@Nullable CostApplied applied)
                implements UpdateResult {}

        record Rejected(Problem problem) implements UpdateResult {}
    }

    record Status(SessionStatusView view) implements Answer {}

    record Solution(
            Slices.SolutionResult result, boolean verified, String stopReason, long iterations, double elapsedMs)
            implements Answer {}

    /// An x that voters are asked about.
    record PolledX(DenseVector x) implements Answer {}

    /// Updates that follow the revision that was asked for, some of them; null where none came. Not `kept`: there are
    /// some, but only the journal holds them.
    record Costs(SessionEvent.@Nullable CostsApplied updates, boolean kept) implements Answer {}

    record Entries(List<Slices.EntryResult> entries, long revision) implements Answer {}

    record Gradient(Slices.GradientResult result) implements Answer {}

    record WhatIf(Slices.WhatIfResult result) implements Answer {}

    /// Where a fork is to begin: its first event but for what is its own, with the settings of the session it comes
    /// from.
    record ForkPoint(SessionEvent.SessionOpened opened, MatrixClassView matrixClass) implements Answer {}

    /// A fork was opened, or was there already (`created` false); `revision` is the present one, `forkedAt`
    /// that of its beginning.
    record Forked(boolean created, long revision, long forkedAt, Line.SessionOpened line) implements Answer {}

    record Verification(Line.VerificationResult result) implements Answer {}

    /// It is a member.
    ///
    /// @param coordinator the node that has the session
    /// @param epoch of the membership now
    /// @param heartbeatMillis so often it has to be heard of
    /// @param sessions that it serves
    record Joined(
            String coordinator,
            long epoch,
            long heartbeatMillis,
            List<String> neighbours,
            List<String> sessions,
            List<String> warnings)
            implements Answer {}

    /// @param members in the order that the topology goes by, nodes first
    /// @param voters how many vote on x
    /// @param reporters those that have reported, by node id
    record SwarmMembers(
            Topology topology,
            List<PresentMember> members,
            int voters,
            long epoch,
            CostAggregation rule,
            List<ReportBook.Standing> reporters)
            implements Answer {}

    record Done() implements Answer {}
}
