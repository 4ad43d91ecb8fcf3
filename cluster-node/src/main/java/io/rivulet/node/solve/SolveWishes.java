// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the options of `solve` ask for.
///
/// @param seed null = 0
/// @param maxTimeMillis of the solve once the matrix is read; 0 = no limit
/// @param threads null = one for each core
/// @param memoryBytes null = what the JVM may take
/// @param everyIteration whether each iteration is told
/// @param refineBound whether the error is enclosed from both sides at the end
public record SolveWishes(
        Method method,
        PreconditionerKind preconditioner,
        double tolerance,
        int maxIterations,
        @Nullable Long seed,
        long maxTimeMillis,
        @Nullable Integer threads,
        @Nullable Long memoryBytes,
        boolean everyIteration,
        boolean refineBound) {
    private static final int VERIFICATION_INTERVAL = 100;
    private static final int PROBES = 10;
    private static final int CONSECUTIVE_ITERATIONS = 10;
    private static final double AGREEMENT = 0.95;
    private static final int LINES_BUFFERED = 1_000;
    private static final long EXPIRES_SECONDS = 3_600;

    /// Without limits, on all cores.
    public SolveWishes(
            Method method,
            PreconditionerKind preconditioner,
            double tolerance,
            int maxIterations,
            @Nullable Long seed) {
        this(method, preconditioner, tolerance, maxIterations, seed, 0, null, null, false, false);
    }

    Execution execution() {
        return threads == null ? LocalTeam.execution() : LocalTeam.execution(threads);
    }

    long seedOrDefault() {
        return seed == null ? 0 : seed;
    }

    /// The settings that a request without other options has.
    SessionSettings settings() {
        return new SessionSettings(
                method,
                preconditioner,
                tolerance,
                0,
                null,
                maxIterations,
                maxTimeMillis,
                false,
                false,
                EXPIRES_SECONDS,
                true,
                VERIFICATION_INTERVAL,
                PROBES,
                null,
                Strategy.RANDOM_PROBE,
                CONSECUTIVE_ITERATIONS,
                AGREEMENT,
                null,
                everyIteration ? 1 : 0,
                LocalEngine.shownInLines(),
                0,
                LINES_BUFFERED,
                seedOrDefault(),
                null,
                Map.of());
    }
}
