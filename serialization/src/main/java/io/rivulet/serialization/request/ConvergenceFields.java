// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.SessionSettings.Converging;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The object `options.convergence`.
/// **Thread** one.
final class ConvergenceFields {
    private int consecutiveIterations = Converging.DEFAULTS.consecutiveIterations();
    private double swarmAgreement = Converging.DEFAULTS.swarmAgreement();
    private @Nullable Double residualThreshold = Converging.DEFAULTS.residualThreshold();

    private ConvergenceFields() {}

    static Converging read(JsonCursor c) throws IOException {
        var fields = new ConvergenceFields();
        c.object(field -> fields.read(c, field));
        return new Converging(fields.consecutiveIterations, fields.swarmAgreement, fields.residualThreshold);
    }

    private void read(JsonCursor c, String field) throws IOException {
        switch (field) {
            case "consecutive_iterations" -> consecutiveIterations = (int) c.whole(1, Integer.MAX_VALUE);
            case "swarm_agreement" -> swarmAgreement = c.number(0, false, 1);
            case "residual_threshold" -> residualThreshold = c.number(0, true, Double.MAX_VALUE);
            default -> c.unknown();
        }
    }
}
