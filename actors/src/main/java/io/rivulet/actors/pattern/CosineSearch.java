// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankAnswer.Hit;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.patterns.matcher.Pattern;
import io.rivulet.patterns.matcher.Sequence;
import java.util.List;

/// The k patterns nearest to a series by direction: one pass over all.
/// **Cost** 128 bytes read for each pattern, in one turn.
record CosineSearch(BankOrder.Search order, PatternIndex index) implements SlicedWork {
    @Override
    public BankAnswer step() {
        var vector = Sequence.of(order.values().values()).vector();
        List<Hit> hits = index.search(vector, order.type(), order.k(), order.leastSimilarity()).stream()
                .map(hit -> {
                    Pattern pattern = hit.entry().content();
                    var outcome = pattern.outcome();
                    return new Hit(
                            pattern.id(),
                            pattern.type(),
                            // Rounding may lead a little beyond 1.
                            Math.min(1, hit.score()),
                            null,
                            outcome.isPresent() ? outcome.getAsDouble() : null,
                            hit.entry().storedAt());
                })
                .toList();
        return new BankAnswer.Found(hits, index.size());
    }
}
