// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings.Verifying;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// How something is to be verified: the object `options.verification`, and names of strategies.
/// **Thread** one.
final class VerificationFields {
    static final int MOST_PROBES = 100;
    private static final int LONGEST_CHOICE = 100;

    private @Nullable Boolean enabled;
    private @Nullable Integer interval;
    private @Nullable Integer probeCount;
    private @Nullable Double tolerance;

    private VerificationFields() {}

    /// Without the strategy, which is said elsewhere.
    static VerificationFields read(JsonCursor c) throws IOException {
        var fields = new VerificationFields();
        c.object(field -> fields.read(c, field));
        return fields;
    }

    /// On or off, and nothing else.
    static VerificationFields enabled(boolean on) {
        var fields = new VerificationFields();
        fields.enabled = on;
        return fields;
    }

    private void read(JsonCursor c, String field) throws IOException {
        switch (field) {
            case "enabled" -> enabled = c.truth();
            case "interval" -> interval = (int) c.whole(1, Integer.MAX_VALUE);
            case "probe_count" -> probeCount = (int) c.whole(1, MOST_PROBES);
            case "tolerance" -> tolerance = c.number(0, true, Double.MAX_VALUE);
            default -> c.unknown();
        }
    }

    /// What was said, else what `from` has.
    Verifying over(Verifying from) {
        return new Verifying(
                enabled == null ? from.enabled() : enabled,
                interval == null ? from.interval() : interval,
                probeCount == null ? from.probeCount() : probeCount,
                tolerance == null ? from.tolerance() : tolerance,
                from.strategy(),
                from.consensus());
    }

    /// Null for `consensus`.
    static @Nullable Strategy strategyOrConsensus(JsonCursor c) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        return switch (given) {
            case "random_probe" -> Strategy.RANDOM_PROBE;
            case "projection" -> Strategy.PROJECTION;
            case "full_residual" -> Strategy.FULL_RESIDUAL;
            case "consensus" -> null;
            default ->
                throw c.unsupported(
                        "strategy \"" + given + "\"",
                        "Supported are random_probe, projection, full_residual and consensus.");
        };
    }
}
