// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import io.rivulet.fields.engine.FieldSettings;

/// Activator and inhibitor of one cell by backward Euler: a = a₀ + q·(a·(1 − a) − h), h = h₀ + s·(a − h). With h from
/// the second, the first is a quadratic equation; of its roots the one that a₀ moves to as q grows from 0. Where it has
/// none that is real, or a negative one, a falls below 0 within the step and becomes 0.
final class ReactionStep {
    private final double q;
    private final double s;
    private final double linear;

    ReactionStep(FieldSettings settings, double timeStep) {
        this.q = timeStep * settings.activatorRate();
        this.s = timeStep * settings.inhibitorRate();
        this.linear = 1 - q + q * s / (1 + s);
    }

    /// The new activator, in [0, 1].
    double activator(double a, double h) {
        double constant = q * h / (1 + s) - a;
        double discriminant = linear * linear - 4 * q * constant;
        if (!(discriminant >= 0)) {
            return Double.isNaN(discriminant) ? Double.NaN : 0;
        }
        double root = Math.sqrt(discriminant);
        // Both forms are the same number; each where it doesn't subtract nearly equal ones.
        double next = linear >= 0 ? -2 * constant / (linear + root) : (root - linear) / (2 * q);
        return Math.max(0, Math.min(1, next));
    }

    /// The new inhibitor, in [0, 1].
    ///
    /// @param newA the new activator
    double inhibitor(double h, double newA) {
        return Math.max(0, Math.min(1, (h + s * newA) / (1 + s)));
    }
}
