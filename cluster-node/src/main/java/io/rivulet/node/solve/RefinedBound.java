// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.incremental.BoundRefinement;
import io.rivulet.numerics.incremental.SolverEngine;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What came of a second look at the error of x.
///
/// @param enclosure of ‖x − x*‖∞; null where there is none
/// @param why there is none, or why it could be closer; empty where it is as close as it gets
record RefinedBound(BoundRefinement.@Nullable Enclosure enclosure, String why, double millis) {
    /// A few milliseconds of work between two looks at the time.
    private static final long TURN_UNITS = 2_000_000;

    static final String NO_CERTIFICATE = "nothing was found that proves a bound to begin with";
    static final String TIME_IS_UP = "the time was up";

    /// Refines for the x of `engine`, which is between two repairs, until no more is to be gained or `stop` says so.
    static RefinedBound of(SolverEngine engine, BooleanSupplier stop) {
        long begun = System.nanoTime();
        BoundRefinement refinement = engine.refineBound();
        // A certificate may still be searched for, as long as nothing else is to be done.
        while (refinement == null
                && !stop.getAsBoolean()
                && engine.advance(TURN_UNITS).busy()) {
            refinement = engine.refineBound();
        }
        if (refinement == null) {
            return new RefinedBound(null, stop.getAsBoolean() ? TIME_IS_UP : NO_CERTIFICATE, millisSince(begun));
        }
        while (!refinement.ended() && !stop.getAsBoolean()) {
            refinement.advance(TURN_UNITS);
        }
        BoundRefinement.Enclosure found = refinement.result();
        boolean finite = Double.isFinite(found.upper().value());
        String why = refinement.ended() ? "" : TIME_IS_UP;
        return new RefinedBound(
                finite ? found : null,
                finite || !why.isEmpty() ? why : "the residual is too large for one",
                millisSince(begun));
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }
}
