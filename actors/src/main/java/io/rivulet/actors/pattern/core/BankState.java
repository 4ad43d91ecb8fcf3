// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern.core;

import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.serialization.event.BankEvent;
import io.rivulet.serialization.event.BankEvent.ExperiencesRecorded;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.BankEvent.OutcomesObserved;
import io.rivulet.serialization.event.BankEvent.PatternsDeleted;
import io.rivulet.serialization.event.BankEvent.PatternsStored;
import io.rivulet.serialization.event.BankEvent.ThresholdsAdapted;
import io.rivulet.serialization.event.BankSnapshot;
import io.rivulet.serialization.event.BankSnapshot.Held;
import io.rivulet.serialization.event.BankSnapshot.Learning;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.event.StoredPattern;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All that one owner's bank holds: what its events come to, in order.
/// **Thread** one.
/// **Bounded by** [BankLimits]: orders that would go beyond them are refused before they become events; the oldest
/// experiences, those with an outcome first, make room.
public final class BankState {
    private final BankLimits limits;
    private final Map<String, StoredPattern> patterns = new LinkedHashMap<>();
    private final Map<String, Held> experiences = new LinkedHashMap<>();
    private final Map<String, Learning> learnings = new TreeMap<>();
    private long patternValues;
    private long experienceValues;

    public BankState(BankLimits limits) {
        this.limits = limits;
    }

    public static BankState of(BankSnapshot snapshot, BankLimits limits) {
        var state = new BankState(limits);
        snapshot.patterns().forEach(state::put);
        snapshot.experiences().forEach(state::put);
        snapshot.learnings().forEach(each -> state.learnings.put(each.type(), each));
        return state;
    }

    public BankSnapshot toSnapshot() {
        return new BankSnapshot(
                List.copyOf(patterns.values()), List.copyOf(experiences.values()), List.copyOf(learnings.values()));
    }

    /// This, with one more event.
    public BankState after(BankEvent event) {
        switch (event) {
            case PatternsStored e -> e.patterns().forEach(this::put);
            case PatternsDeleted e -> e.ids().forEach(this::remove);
            case ExperiencesRecorded e -> e.experiences().forEach(each -> put(new Held(each, null, List.of())));
            case OutcomesObserved e -> e.outcomes().forEach(this::observe);
            case ThresholdsAdapted e -> adapt(e);
        }
        return this;
    }

    private void put(StoredPattern pattern) {
        patterns.put(pattern.id(), pattern);
        patternValues += pattern.values().size();
    }

    private void remove(String id) {
        StoredPattern gone = patterns.remove(id);
        if (gone != null) {
            patternValues -= gone.values().size();
        }
    }

    private void put(Held held) {
        experiences.put(held.experience().id(), held);
        experienceValues += held.experience().vector().size();
        makeRoom();
    }

    private void makeRoom() {
        for (boolean judged : new boolean[] {true, false}) {
            Iterator<Held> oldest = experiences.values().iterator();
            while (isFull() && oldest.hasNext()) {
                Held held = oldest.next();
                if ((held.outcome() != null) == judged && oldest.hasNext()) {
                    experienceValues -= held.experience().vector().size();
                    oldest.remove();
                }
            }
        }
    }

    private boolean isFull() {
        return experiences.size() > limits.experiences() || experienceValues > limits.values();
    }

    private void observe(Observed observed) {
        Held held = experiences.get(observed.experience());
        if (held == null) {
            throw new IllegalStateException("an outcome of " + observed.experience() + ", which is not there");
        }
        experiences.put(observed.experience(), new Held(held.experience(), observed, held.changes()));
        for (String type : typesOf(held.experience().type())) {
            learnings.put(type, TypeLearning.after(learning(type), held.experience(), observed));
        }
    }

    private void adapt(ThresholdsAdapted step) {
        learnings.put(step.type(), TypeLearning.after(learning(step.type()), step));
        Held held = experiences.get(step.experience());
        if (held != null) {
            List<ThresholdsAdapted> changes = new ArrayList<>(held.changes());
            changes.add(step);
            experiences.put(step.experience(), new Held(held.experience(), held.outcome(), changes));
        }
    }

    /// What outcomes of a type are learned under: the type, while there is room for it, and all together.
    List<String> typesOf(String type) {
        boolean known = learnings.containsKey(type) || learnings.size() <= BankLimits.TYPES;
        return known ? List.of(type, TypeLearning.ALL) : List.of(TypeLearning.ALL);
    }

    Learning learning(String type) {
        Learning known = learnings.get(type);
        return known == null ? TypeLearning.none(type) : known;
    }

    /// Those that hold for a type: its own once they have taken a step, else those of all types.
    public Thresholds thresholds(String type) {
        for (String each : new String[] {type, TypeLearning.ALL}) {
            Thresholds own = learning(each).thresholds();
            if (own != null) {
                return own;
            }
        }
        return Thresholds.usual();
    }

    @Nullable
    StoredPattern pattern(String id) {
        return patterns.get(id);
    }

    @Nullable
    Held held(String id) {
        return experiences.get(id);
    }

    int patterns() {
        return patterns.size();
    }

    int experiences() {
        return experiences.size();
    }

    /// Whether one more pattern fits.
    boolean fits(StoredPattern pattern) {
        return patterns.size() < limits.patterns()
                && patternValues + pattern.values().size() <= limits.values();
    }

    BankLimits limits() {
        return limits;
    }

    /// Whether an experience of so many values can be kept.
    boolean fits(Experience experience) {
        return experience.vector().size() <= limits.values();
    }

    /// Of patterns and experiences.
    public long values() {
        return patternValues + experienceValues;
    }

    BankAnswer.Surveyed survey() {
        List<BankAnswer.TypeReport> types = learnings.values().stream()
                .filter(each -> !each.type().equals(TypeLearning.ALL))
                .map(each ->
                        new BankAnswer.TypeReport(each.type(), each.judged(), each.hits(), thresholds(each.type())))
                .toList();
        int judged = (int) experiences.values().stream()
                .filter(held -> held.outcome() != null)
                .count();
        return new BankAnswer.Surveyed(
                patterns.size(), experiences.size(), judged, thresholds(TypeLearning.ALL), types);
    }
}
