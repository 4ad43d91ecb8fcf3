// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import org.jspecify.annotations.Nullable;

/// What all racers solve for: as the session was asked, see [io.rivulet.serialization.event.SessionSettings].
///
/// @param method as asked for, HYBRID included; which one a racer takes is for [Contenders]
public record Goal(
        Method method,
        PreconditionerKind preconditioner,
        double tolerance,
        double absoluteTolerance,
        @Nullable Double errorBound,
        int maxIterations,
        long seed) {

    /// For an engine that tells nothing on its way.
    public EngineOptions options(long drawing) {
        return new EngineOptions(
                tolerance, absoluteTolerance, errorBound, maxIterations, 0, new XSelection.None(), 0, drawing);
    }
}
