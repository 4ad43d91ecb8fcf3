// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.solve.StopReason;

/// What repairs are to reach.
final class Goals {
    /// A refined x is to be so much better than asked for.
    private static final double REFINED = 0.1;

    private final EngineOptions options;
    private double tolerance;

    /// Part of what was asked for that the present repair is to reach.
    private double tightening = 1.0;

    Goals(EngineOptions options) {
        this.options = options;
        this.tolerance = options.tolerance();
    }

    double tolerance() {
        return tolerance;
    }

    void tolerance(double relative) {
        tolerance = relative;
    }

    /// The next repair is to refine x, or to reach what was asked for.
    void refine(boolean wanted) {
        tightening = wanted ? REFINED : 1.0;
    }

    /// That of the present repair.
    Target present(double rhsNorm) {
        return target(tightening, rhsNorm);
    }

    private Target target(double part, double rhsNorm) {
        return Target.of(part * tolerance, part * options.absoluteTolerance(), options.errorBound(), rhsNorm);
    }

    /// How a repair that stopped for this reason has ended: a refinement that falls short of what it aimed at may still
    /// be what was asked for.
    StopReason reached(GlobalRepair ended, StopReason reason) {
        if (tightening >= 1 || reason.converged()) {
            return reason;
        }
        Target asked = target(1.0, ended.target().rhsNorm());
        return asked.met(ended.norm(), ended.bound()) ? asked.reached(ended.norm(), ended.bound()) : reason;
    }
}
