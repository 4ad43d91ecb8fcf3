// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How solver replicas raced for an x, as its `solution` line tells it.
///
/// @param outcome `won` or `no_quorum`
/// @param winner the node whose x it is, null without one
/// @param racers the session's own run first
public record RaceView(String outcome, @Nullable String winner, List<Racer> racers) {
    public RaceView {
        racers = List.copyOf(racers);
    }

    /// One of them; what it did not come to is null.
    ///
    /// @param outcome `won`, or how it stood at the end: see docs/reference/http.md
    /// @param residualNorm relative, as the voters found it, else as it says itself
    /// @param bound as it says itself
    /// @param votes in favour of its x, null where no poll ended
    /// @param reason of one that has no x
    public record Racer(
            @Nullable String node,
            @Nullable String method,
            @Nullable String preconditioner,
            String outcome,
            @Nullable Long iterations,
            @Nullable Double residualNorm,
            @Nullable Double bound,
            @Nullable String digest,
            @Nullable Integer votes,
            @Nullable String reason) {}
}
