// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

import io.rivulet.patterns.experience.Forecast;
import java.util.List;
import java.util.Optional;

/// What a matcher found.
///
/// @param matches those that reached the similarity threshold: most similar first, of equals the newer, then the
///     smaller id
/// @param forecast from those with a known outcome, where there are any
/// @param compared series that were compared in full
public record MatchOutcome(List<Match> matches, Optional<Forecast> forecast, Signal signal, int compared) {
    public MatchOutcome {
        matches = List.copyOf(matches);
    }

    public Optional<Match> best() {
        return matches.stream().findFirst();
    }

    /// Whether an experience is recorded: for every best match with a forecast, signal or not, so that what is learned
    /// is not what was signalled alone.
    public boolean isExperience() {
        return forecast.isPresent();
    }
}
