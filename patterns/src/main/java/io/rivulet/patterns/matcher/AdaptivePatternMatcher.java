// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.dtw.Dtw;
import io.rivulet.patterns.experience.Forecast;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.patterns.series.Similarity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// From a series to a signal: the nearest stored series of its type by cosine, those of them that are similar enough
/// when time may be stretched, what followed them, and whether that is enough to say LONG or SHORT.
///
/// A signal needs [Settings#leastMatches] matches with a known outcome, a confidence above the threshold, and a
/// forecast of at least [Settings#LEAST_OUTCOME] either way.
/// **Thread** any, as far as the view allows.   **Cost** a search of the view and [Settings#nearest] distances.
public final class AdaptivePatternMatcher {
    private static final Comparator<Match> BEST_FIRST = Comparator.comparingDouble(Match::similarity)
            .thenComparing(Match::storedAt)
            .reversed()
            .thenComparing(Match::id);

    private final Settings settings;

    public AdaptivePatternMatcher(Settings settings) {
        this.settings = settings;
    }

    /// @param now milliseconds since 1970, for the lookback
    public MatchOutcome match(PatternView view, String type, Sequence series, Thresholds thresholds, long now) {
        return conclude(
                candidates(view, type, series, now).stream()
                        .map(c -> compare(series, c))
                        .toList(),
                thresholds);
    }

    /// What is to be compared in full: for those who do that piece by piece, [#compare] of each and [#conclude].
    public List<PatternView.Candidate> candidates(PatternView view, String type, Sequence series, long now) {
        return view.nearest(
                type,
                series.vector(),
                settings.nearest(),
                now - settings.lookback().toMillis());
    }

    /// A candidate beside the series. **Cost** one warping distance.
    public Match compare(Sequence series, PatternView.Candidate candidate) {
        double[] mine = series.normalised();
        double[] theirs = candidate.pattern().values().normalised();
        int longer = Math.max(mine.length, theirs.length);
        Band band = Band.of((int) Math.ceil(settings.band() * longer));
        double distance = Dtw.distance(mine, theirs, Cost.ABS, band);
        return new Match(
                candidate.pattern().id(),
                Similarity.of(distance, mine.length, theirs.length),
                distance,
                candidate.pattern().outcome(),
                candidate.storedAt());
    }

    /// @param compared all candidates
    public MatchOutcome conclude(List<Match> compared, Thresholds thresholds) {
        List<Match> matches = compared.stream()
                .filter(m -> m.similarity() >= thresholds.similarity())
                .sorted(BEST_FIRST)
                .toList();
        List<Forecast.Match> known = matches.stream()
                .filter(m -> m.outcome().isPresent())
                .map(m -> new Forecast.Match(m.similarity(), m.outcome().getAsDouble()))
                .toList();
        Optional<Forecast> forecast = Forecast.of(known);
        Signal signal = forecast.map(f -> signal(f, thresholds)).orElse(Signal.NONE);
        return new MatchOutcome(matches, forecast, signal, compared.size());
    }

    private Signal signal(Forecast forecast, Thresholds thresholds) {
        if (forecast.matches() < settings.leastMatches()
                || !(forecast.confidence() > thresholds.confidence())
                || Math.abs(forecast.predicted()) < Settings.LEAST_OUTCOME) {
            return Signal.NONE;
        }
        return forecast.predicted() > 0 ? Signal.LONG : Signal.SHORT;
    }
}
