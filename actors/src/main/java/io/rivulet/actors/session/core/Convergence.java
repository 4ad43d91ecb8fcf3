// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;

/// What `convergence_signal` asks for: a residual at or below the threshold for so many iterations in a row, and
/// verifiers that agree. While a run goes on, iterations are counted from the first sampled iterate below the
/// threshold;
/// one above it begins anew. A repair that ended below it counts as all the iterations asked for, since x stays.
final class Convergence {
    private long revision = -1;
    private long belowSince = -1;
    private boolean reached;

    /// Takes an iterate of a run.
    /// @return whether the iterations asked for have come together with this one, the first time for its revision
    boolean iterated(long ofRevision, long iteration, double residual, SessionSettings settings, double tolerance) {
        if (ofRevision != revision) {
            revision = ofRevision;
            belowSince = -1;
            reached = false;
        }
        if (!(residual <= threshold(settings, tolerance))) {
            belowSince = -1;
            return false;
        }
        belowSince = belowSince < 0 ? iteration : belowSince;
        boolean before = reached;
        reached |= below(iteration) >= settings.converging().consecutiveIterations();
        return reached && !before;
    }

    /// Iterations in a row below the threshold, up to `iteration`.
    int below(long iteration) {
        return belowSince < 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, iteration - belowSince + 1);
    }

    /// As above, for x as it stands with this residual; 0 where it is above the threshold.
    int below(long iteration, double residual, SessionSettings settings, double tolerance) {
        return residual <= threshold(settings, tolerance) ? below(iteration) : 0;
    }

    /// The same for a repair that has ended.
    static int below(double residual, int iterations, SessionSettings settings, double tolerance) {
        return residual <= threshold(settings, tolerance)
                ? Math.max(settings.converging().consecutiveIterations(), iterations)
                : 0;
    }

    private static double threshold(SessionSettings settings, double tolerance) {
        Double asked = settings.converging().residualThreshold();
        return asked == null ? tolerance : asked;
    }

    /// What is told of an x.
    ///
    /// @param below iterations in a row below the threshold
    /// @param agreement of verifiers about this very x
    static Line.ConvergenceSignal line(
            long revision, double residual, int below, double agreement, SessionSettings settings, double tolerance) {
        SessionSettings.Converging asked = settings.converging();
        return new Line.ConvergenceSignal(
                revision,
                threshold(settings, tolerance),
                asked.consecutiveIterations(),
                asked.swarmAgreement(),
                residual,
                below,
                agreement,
                below > 0 && below >= asked.consecutiveIterations() && agreement >= asked.swarmAgreement());
    }
}
