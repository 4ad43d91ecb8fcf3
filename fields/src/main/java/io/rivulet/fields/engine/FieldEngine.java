// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import io.rivulet.fields.grid.Field;

/// A simulation that goes on step by step.
///
/// **Thread** one at a time.
public interface FieldEngine {
    FieldSettings settings();

    /// One step on from where the simulation stands. Nothing is ever reset.
    ///
    /// @throws InstabilityException if the result is not finite; it will be thrown by every further call too
    void step();

    /// Simulated time of one step; explicit steps take 1.
    double timeStep();

    FieldCounters counters();

    /// In volts, the state itself: of use until the next step.
    Field potential();

    /// The state itself: of use until the next step.
    Field activator();

    /// The state itself: of use until the next step.
    Field inhibitor();

    /// A copy of everything.
    FieldSnapshot snapshot();
}
