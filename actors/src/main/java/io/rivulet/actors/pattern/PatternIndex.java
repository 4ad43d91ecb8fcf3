// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.patterns.matcher.Pattern;
import io.rivulet.patterns.matcher.PatternView;
import io.rivulet.patterns.matcher.Sequence;
import io.rivulet.patterns.matcher.Settings;
import io.rivulet.patterns.store.UnitVector;
import io.rivulet.patterns.store.VectorStore;
import io.rivulet.patterns.store.VectorStore.Hit;
import io.rivulet.serialization.event.BankEvent;
import io.rivulet.serialization.event.BankEvent.ExperiencesRecorded;
import io.rivulet.serialization.event.BankEvent.OutcomesObserved;
import io.rivulet.serialization.event.BankEvent.PatternsDeleted;
import io.rivulet.serialization.event.BankEvent.PatternsStored;
import io.rivulet.serialization.event.BankEvent.ThresholdsAdapted;
import io.rivulet.serialization.event.StoredPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// A bank's patterns as searches need them: what is on disk, in the order in which it came there.
/// **Thread** one at a time: a lane of the compute pool.
/// **Cost** each pattern is normalised once, when it comes.
final class PatternIndex implements PatternView {
    /// No more than these together can't be searched for, so that a deletion is not a pass over all.
    private static final int DELETED_AT_MOST = 1_000;

    private final VectorStore<Pattern> store = new VectorStore<>(Settings.DIMENSION);
    private final Map<String, Thresholds> thresholds = new HashMap<>();

    /// What the store has beside a vector.
    void put(StoredPattern stored) {
        Sequence values = Sequence.of(stored.values().values());
        Double outcome = stored.outcome();
        var pattern = new Pattern(
                stored.id(),
                stored.type(),
                values,
                outcome == null ? OptionalDouble.empty() : OptionalDouble.of(outcome));
        // Whether an id may be stored has been decided: here it is new.
        store.put(new VectorStore.Entry<>(stored.id(), "", stored.atMillis(), values.vector(), pattern));
    }

    /// @param type as in [ThresholdsAdapted]
    void hold(String type, Thresholds now) {
        thresholds.put(type, now);
    }

    void apply(BankEvent event) {
        switch (event) {
            case PatternsStored e -> e.patterns().forEach(this::put);
            case PatternsDeleted e -> e.ids().forEach(this::delete);
            case ThresholdsAdapted e -> hold(e.type(), e.after());
            case ExperiencesRecorded _, OutcomesObserved _ -> {
                // Not searched.
            }
        }
    }

    private void delete(String id) {
        store.delete(id);
        if (store.deleted() > DELETED_AT_MOST) {
            store.compact();
        }
    }

    /// As [BankState#thresholds].
    Thresholds thresholds(String type) {
        Thresholds own = thresholds.get(type);
        return own == null ? thresholds.getOrDefault("", Thresholds.usual()) : own;
    }

    @Override
    public List<Candidate> nearest(String type, UnitVector vector, int k, long since) {
        return store
                .search(
                        vector,
                        k,
                        -2,
                        entry -> entry.storedAt() >= since
                                && entry.content().type().equals(type))
                .stream()
                .map(hit -> new Candidate(hit.entry().content(), hit.entry().storedAt()))
                .toList();
    }

    /// By direction.
    ///
    /// @param type null: any
    List<Hit<Pattern>> search(UnitVector vector, @Nullable String type, int k, double leastCosine) {
        return store.search(
                vector,
                k,
                leastCosine,
                entry -> type == null || entry.content().type().equals(type));
    }

    int size() {
        return store.count();
    }
}
