// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

import java.util.List;
import java.util.Optional;

/// What followed similar series, and how much that says.
///
/// @param predicted the mean of their outcomes, weighed by similarity
/// @param agreement the share of the weight whose outcomes have the direction of `predicted`; 0 where it has none
/// @param confidence the greatest similarity times the agreement, that drawn towards one half by a weight of
///     [#PRIOR_WEIGHT], so that few matches can't look certain
/// @param matches how many there were
public record Forecast(double predicted, double agreement, double confidence, int matches) {
    /// κ: as much weight speaks for one half from the start.
    public static final double PRIOR_WEIGHT = 4;

    /// A series that was similar, and what followed it.
    ///
    /// @param similarity in (0, 1]
    public record Match(double similarity, double outcome) {
        public Match {
            if (!(similarity > 0 && similarity <= 1) || !Double.isFinite(outcome)) {
                throw new IllegalArgumentException("similarity " + similarity + ", outcome " + outcome);
            }
        }
    }

    /// Nothing where nothing was similar: that is no confidence, not one of 0.
    public static Optional<Forecast> of(List<Match> matches) {
        if (matches.isEmpty()) {
            return Optional.empty();
        }
        double weight = matches.stream().mapToDouble(Match::similarity).sum();
        double predicted =
                matches.stream().mapToDouble(m -> m.similarity() * m.outcome()).sum() / weight;
        double agreeing = matches.stream()
                .filter(m -> predicted != 0 && Math.signum(m.outcome()) == Math.signum(predicted))
                .mapToDouble(Match::similarity)
                .sum();
        double best = matches.stream().mapToDouble(Match::similarity).max().orElseThrow();
        double shrunk = (agreeing + PRIOR_WEIGHT / 2) / (weight + PRIOR_WEIGHT);
        return Optional.of(new Forecast(predicted, agreeing / weight, best * shrunk, matches.size()));
    }
}
