// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.MatrixClassView;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/status/{id}`. `matrixClass` is null while the data is not loaded.
///
/// @param changes how many updates made work, of those answered since this node took the session over
/// @param partitions of a session that is to be solved in parts, null for others and while no slice has told
/// @param inherited from the workflow that it was opened under, or null
/// @param residuals up to 200 relative residuals, downsampled over the session's life
public record SessionStatusView(
        UUID sessionId,
        String state,
        @Nullable MatrixClassView matrixClass,
        int rows,
        int nnz,
        String method,
        String preconditioner,
        long revision,
        long solvedRevision,
        long iterations,
        @Nullable Double residualNorm,
        @Nullable Double errorBound,
        boolean verified,
        List<Double> residuals,
        Verification verification,
        SessionSettings.@Nullable Inherited inherited,
        long costsApplied,
        Changes changes,
        String node,
        long incarnation,
        long createdAtMillis,
        long lastActivityMillis,
        long lastSeq,
        int followers,
        Line.Performance performance,
        @Nullable PartitionsView partitions,
        SwarmStatus swarm) {
    /// Updates by the repair that answered them.
    ///
    /// @param significant x had to be moved, or a bound on its error found again
    /// @param insignificant x answered already
    public record Changes(long significant, long insignificant) {}

    /// @param members that joined the session
    /// @param distrusted reporters that kept lying outside of what others report
    public record SwarmStatus(int members, List<String> distrusted) {
        public SwarmStatus {
            distrusted = List.copyOf(distrusted);
        }
    }

    /// @param drift null before a claim of the solver has been measured
    /// @param stagnation the residual has stopped to fall, though it is above the tolerance
    /// @param stagnationByVariance the last residuals hardly vary, though they are above the tolerance;
    /// nothing follows
    /// @param corrections steps taken about an x that was found wrong, over the life of the session
    public record Verification(
            int interval,
            double multiplier,
            long lastRevision,
            long lastIteration,
            long nextDue,
            @Nullable Drift drift,
            boolean stagnation,
            boolean stagnationByVariance,
            long corrections,
            Line.@Nullable VerificationResult last) {}

    /// Residuals that verifications prove over those that the solver claimed, 1 where it is right.
    public record Drift(double baseline, double ewma, double severity) {}
}
