// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the options of `solve` ask for.
public record SolveWishes(
        Method method,
        PreconditionerKind preconditioner,
        double tolerance,
        int maxIterations,
        @Nullable Long seed) {
    private static final int VERIFICATION_INTERVAL = 100;
    private static final int PROBES = 10;
    private static final int CONSECUTIVE_ITERATIONS = 10;
    private static final double AGREEMENT = 0.95;
    private static final int LINES_BUFFERED = 1_000;
    private static final long EXPIRES_SECONDS = 3_600;

    /// The settings that a request without other options has.
    SessionSettings settings() {
        return new SessionSettings(
                method,
                preconditioner,
                tolerance,
                0,
                null,
                maxIterations,
                0,
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
                0,
                LocalEngine.shownInLines(),
                0,
                LINES_BUFFERED,
                seed == null ? 0 : seed,
                null,
                Map.of());
    }
}
