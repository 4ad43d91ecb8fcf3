// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankAnswer.Hit;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.patterns.experience.Forecast;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.patterns.matcher.AdaptivePatternMatcher;
import io.rivulet.patterns.matcher.Match;
import io.rivulet.patterns.matcher.MatchOutcome;
import io.rivulet.patterns.matcher.PatternView;
import io.rivulet.patterns.matcher.Sequence;
import io.rivulet.patterns.matcher.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From a series to a signal, a comparison a turn, with the thresholds that hold when it begins.
final class Forecasting implements SlicedWork {
    private static final AdaptivePatternMatcher MATCHER = new AdaptivePatternMatcher(Settings.usual());

    private final BankOrder.Match order;
    private final PatternFigures figures;
    private final List<Match> compared = new ArrayList<>();
    private final Sequence series;
    private final Thresholds thresholds;
    private final List<PatternView.Candidate> candidates;

    /// @param now milliseconds since 1970
    Forecasting(BankOrder.Match order, PatternIndex index, PatternFigures figures, long now) {
        this.order = order;
        this.figures = figures;
        this.series = Sequence.of(order.values().values());
        this.thresholds = index.thresholds(order.type());
        this.candidates = MATCHER.candidates(index, order.type(), series, now);
    }

    @Override
    public @Nullable BankAnswer step() {
        if (compared.size() < candidates.size()) {
            PatternView.Candidate candidate = candidates.get(compared.size());
            compared.add(figures.timed(() -> MATCHER.compare(series, candidate)));
        }
        return compared.size() < candidates.size() ? null : answer(MATCHER.conclude(compared, thresholds));
    }

    private BankAnswer answer(MatchOutcome outcome) {
        Forecast forecast = outcome.forecast().orElse(null);
        return new BankAnswer.Signalled(
                outcome.signal(),
                forecast == null ? null : order.id(),
                forecast == null ? null : forecast.predicted(),
                forecast == null ? null : forecast.confidence(),
                thresholds,
                outcome.matches().stream()
                        .map(m -> new Hit(
                                m.id(),
                                order.type(),
                                m.similarity(),
                                m.distance(),
                                m.outcome().isPresent() ? m.outcome().getAsDouble() : null,
                                m.storedAt()))
                        .toList(),
                outcome.compared());
    }
}
