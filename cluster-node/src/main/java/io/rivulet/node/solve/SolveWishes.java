// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.event.SessionSettings;
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
        return SessionSettings.builder()
                .method(method)
                .preconditioner(preconditioner)
                .stopping(new SessionSettings.Stopping(tolerance, 0, null, maxIterations, maxTimeMillis))
                .showing(new SessionSettings.Showing(
                        everyIteration ? 1 : 0,
                        LocalEngine.shownInLines(),
                        0,
                        SessionSettings.Showing.DEFAULTS.buffer()))
                .seed(seedOrDefault())
                .build();
    }
}
