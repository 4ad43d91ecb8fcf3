// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of a session as they were asked, defaults filled in. Part of `SessionOpened`.
///
/// @param maxTimeMs 0 = no limit
/// @param expiresAfterS idle seconds; 0 = never
/// @param sampleEvery iterations between `iteration_update`s; 0 = adaptive
/// @param buffer lines a follower may lag before lines are sampled away
/// @param verificationTolerance null = the session's tolerance
/// @param seed of every random choice; 0 where none was asked for
/// @param partitions parts that runs are carried out in, 0 = in one piece
/// @param topology how these exchange their values
public record SessionSettings(
        Method method,
        PreconditionerKind preconditioner,
        double tolerance,
        double absoluteTolerance,
        @Nullable Double errorBound,
        int maxIterations,
        long maxTimeMs,
        boolean live,
        boolean swarmEnabled,
        long expiresAfterS,
        boolean verificationEnabled,
        int verificationInterval,
        int probeCount,
        @Nullable Double verificationTolerance,
        Strategy strategy,
        int consecutiveIterations,
        double swarmAgreement,
        @Nullable Double residualThreshold,
        int sampleEvery,
        XSelection x,
        double deadband,
        int buffer,
        long seed,
        @Nullable String name,
        Map<String, String> labels,
        int partitions,
        Topology topology) {
    public SessionSettings {
        labels = Map.copyOf(labels);
    }

    /// Of a session that is solved in one piece.
    public SessionSettings(
            Method method,
            PreconditionerKind preconditioner,
            double tolerance,
            double absoluteTolerance,
            @Nullable Double errorBound,
            int maxIterations,
            long maxTimeMs,
            boolean live,
            boolean swarmEnabled,
            long expiresAfterS,
            boolean verificationEnabled,
            int verificationInterval,
            int probeCount,
            @Nullable Double verificationTolerance,
            Strategy strategy,
            int consecutiveIterations,
            double swarmAgreement,
            @Nullable Double residualThreshold,
            int sampleEvery,
            XSelection x,
            double deadband,
            int buffer,
            long seed,
            @Nullable String name,
            Map<String, String> labels) {
        this(
                method,
                preconditioner,
                tolerance,
                absoluteTolerance,
                errorBound,
                maxIterations,
                maxTimeMs,
                live,
                swarmEnabled,
                expiresAfterS,
                verificationEnabled,
                verificationInterval,
                probeCount,
                verificationTolerance,
                strategy,
                consecutiveIterations,
                swarmAgreement,
                residualThreshold,
                sampleEvery,
                x,
                deadband,
                buffer,
                seed,
                name,
                labels,
                0,
                Topology.MESH);
    }

    /// The same, solved in so many parts; 0 = in one piece.
    public SessionSettings inParts(int parts, Topology between) {
        return new SessionSettings(
                method,
                preconditioner,
                tolerance,
                absoluteTolerance,
                errorBound,
                maxIterations,
                maxTimeMs,
                live,
                swarmEnabled,
                expiresAfterS,
                verificationEnabled,
                verificationInterval,
                probeCount,
                verificationTolerance,
                strategy,
                consecutiveIterations,
                swarmAgreement,
                residualThreshold,
                sampleEvery,
                x,
                deadband,
                buffer,
                seed,
                name,
                labels,
                parts,
                between);
    }
}
