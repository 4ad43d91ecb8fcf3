// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankAnswer.Hit;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.dtw.Dtw;
import io.rivulet.patterns.matcher.Pattern;
import io.rivulet.patterns.matcher.Sequence;
import io.rivulet.patterns.series.Similarity;
import io.rivulet.patterns.store.VectorStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The k patterns most similar to a series, exactly: all of a type are compared, those first whose directions are
/// nearest, and each only until it is certain that it is not among the k.
/// **Cost** at worst a banded table for each pattern of the type.
final class WarpingSearch implements SlicedWork {
    /// How far a bound may be off by its own rounding.
    private static final double ROUNDING = 1e-12;

    private static final Comparator<Hit> WORST_FIRST = Comparator.comparingDouble(Hit::similarity)
            .thenComparing(Hit::atMillis)
            .thenComparing(Hit::id, Comparator.reverseOrder());

    private final BankOrder.Search order;
    private final Sequence series;
    private final List<VectorStore.Hit<Pattern>> candidates;
    private final PatternFigures figures;
    private final PriorityQueue<Hit> best = new PriorityQueue<>(WORST_FIRST);
    private int next;

    WarpingSearch(BankOrder.Search order, PatternIndex index, PatternFigures figures) {
        this.order = order;
        this.series = Sequence.of(order.values().values());
        this.candidates = index.search(series.vector(), order.type(), Math.max(1, index.size()), -2);
        this.figures = figures;
    }

    @Override
    public @Nullable BankAnswer step() {
        long cells = 0;
        while (next < candidates.size() && cells < CELLS) {
            cells += compare(candidates.get(next++));
        }
        if (next < candidates.size()) {
            return null;
        }
        List<Hit> hits = new ArrayList<>(best);
        hits.sort(WORST_FIRST.reversed());
        return new BankAnswer.Found(hits, candidates.size());
    }

    private long compare(VectorStore.Hit<Pattern> candidate) {
        Pattern pattern = candidate.entry().content();
        double[] mine = series.normalised();
        double[] theirs = pattern.values().normalised();
        Band band = Band.usual(mine.length, theirs.length);
        double least = best.size() == order.k() ? best.element().similarity() : order.leastSimilarity();
        double limit = least > 0
                ? Similarity.distanceAt(least, mine.length, theirs.length) * (1 + ROUNDING)
                : Double.POSITIVE_INFINITY;
        double distance = figures.timed(() -> Dtw.distanceWithin(mine, theirs, Cost.ABS, band, limit));
        double similarity = Similarity.of(distance, mine.length, theirs.length);
        if (Double.isFinite(distance) && similarity >= order.leastSimilarity()) {
            var outcome = pattern.outcome();
            best.add(new Hit(
                    pattern.id(),
                    pattern.type(),
                    similarity,
                    distance,
                    outcome.isPresent() ? outcome.getAsDouble() : null,
                    candidate.entry().storedAt()));
            if (best.size() > order.k()) {
                best.remove();
            }
        }
        return (long) mine.length * (2L * band.effective(mine.length, theirs.length) + 1);
    }
}
