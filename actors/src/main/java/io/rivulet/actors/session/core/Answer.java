// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.line.Line;
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

    record Entries(List<Slices.EntryResult> entries, long revision) implements Answer {}

    record Verification(Line.VerificationResult result) implements Answer {}

    record Done() implements Answer {}
}
