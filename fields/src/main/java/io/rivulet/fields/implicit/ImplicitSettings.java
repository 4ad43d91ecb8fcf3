// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import io.rivulet.fields.engine.FieldSettings;

/// How implicit steps are taken.
///
/// @param timeStep in units of an explicit step, above 0 and at most 10,000
/// @param tolerance of each linear system's residual, relative, 1e-13 to 1e-2
/// @param start where each solve begins
public record ImplicitSettings(double timeStep, double tolerance, Start start) {
    public static final double LARGEST_STEP = 10_000;
    public static final double LEAST_TOLERANCE = 1e-13;
    public static final double LARGEST_TOLERANCE = 1e-2;

    private static final double USUAL_TOLERANCE = 1e-10;

    public ImplicitSettings {
        if (!(timeStep > 0 && timeStep <= LARGEST_STEP)) {
            throw new IllegalArgumentException("time_step = " + timeStep + " is not in (0, " + LARGEST_STEP + "]");
        }
        if (!(tolerance >= LEAST_TOLERANCE && tolerance <= LARGEST_TOLERANCE)) {
            throw new IllegalArgumentException(
                    "tolerance = " + tolerance + " is not in [" + LEAST_TOLERANCE + ", " + LARGEST_TOLERANCE + "]");
        }
    }

    /// Of this length, to 1e-10, from a direct solve.
    public static ImplicitSettings of(double timeStep) {
        return new ImplicitSettings(timeStep, USUAL_TOLERANCE, Start.TRANSFORMED);
    }

    /// The longest step with which explicit Euler doesn't amplify any of a simulation's fields.
    public static double explicitLimit(FieldSettings settings) {
        double reactants =
                settings.turing() ? Math.max(settings.activatorDiffusion(), settings.inhibitorDiffusion()) : 0;
        return FieldSettings.STABILITY_LIMIT / Math.max(settings.alpha(), reactants);
    }
}
