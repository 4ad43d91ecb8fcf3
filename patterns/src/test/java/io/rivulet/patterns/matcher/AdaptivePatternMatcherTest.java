// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.patterns.Walks;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.patterns.series.SeriesException;
import io.rivulet.patterns.store.UnitVector;
import io.rivulet.patterns.store.Upsert;
import io.rivulet.patterns.store.VectorStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AdaptivePatternMatcherTest {
    private static final long NOW = Duration.ofDays(1_000).toMillis();

    private final VectorStore<Pattern> store = new VectorStore<>(Settings.DIMENSION);
    private final AdaptivePatternMatcher matcher = new AdaptivePatternMatcher(Settings.usual());

    private void keep(String id, String type, long at, OptionalDouble outcome, double... values) {
        Pattern pattern = new Pattern(id, type, Sequence.of(values), outcome);
        Upsert put = store.put(new VectorStore.Entry<>(
                id, pattern.toString(), at, pattern.values().vector(), pattern));
        assertThat(put).isEqualTo(Upsert.STORED);
    }

    private List<PatternView.Candidate> nearest(String type, UnitVector vector, int k, long since) {
        return store.search(vector, k, -1, e -> e.content().type().equals(type) && e.storedAt() >= since).stream()
                .map(h ->
                        new PatternView.Candidate(h.entry().content(), h.entry().storedAt()))
                .toList();
    }

    private MatchOutcome match(double... values) {
        return matcher.match(this::nearest, "t", Sequence.of(values), Thresholds.usual(), NOW);
    }

    private static double[] noisy(double[] values, Walks random, double noise) {
        double[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] += (random.next() - 0.5) * noise;
        }
        return result;
    }

    @Test
    void anEmptyStoreKnowsNothing() {
        MatchOutcome outcome = match(1, 2, 3, 2, 1);
        assertThat(outcome.matches()).isEmpty();
        assertThat(outcome.best()).isEmpty();
        assertThat(outcome.forecast()).isEmpty();
        assertThat(outcome.isExperience()).isFalse();
        assertThat(outcome.signal()).isEqualTo(Signal.NONE);
    }

    @Test
    void manySimilarSeriesThatRoseSignalLongAndThatFellShort() {
        Walks random = new Walks(81);
        double[] shape = random.walk(20);
        for (int k = 0; k < 10; k++) {
            keep("up" + k, "t", NOW - k, OptionalDouble.of(0.02), noisy(shape, random, 0.05));
        }
        MatchOutcome up = match(noisy(shape, random, 0.05));
        assertThat(up.signal()).isEqualTo(Signal.LONG);
        assertThat(up.isExperience()).isTrue();
        assertThat(up.forecast().orElseThrow().confidence()).isGreaterThan(0.7);
        assertThat(up.matches())
                .hasSize(10)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(Match::similarity).reversed());
        List.copyOf(up.matches()).forEach(m -> assertThat(store.delete(m.id())).isTrue());
        for (int k = 0; k < 10; k++) {
            keep("down" + k, "t", NOW - k, OptionalDouble.of(-0.02), noisy(shape, random, 0.05));
        }
        assertThat(match(noisy(shape, random, 0.05)).signal()).isEqualTo(Signal.SHORT);
    }

    @Test
    void aForecastWithoutDirectionOrTooFewMatchesIsNoSignal() {
        Walks random = new Walks(82);
        double[] shape = random.walk(20);
        keep("a", "t", NOW, OptionalDouble.of(0.02), noisy(shape, random, 0.01));
        keep("b", "t", NOW, OptionalDouble.of(0.02), noisy(shape, random, 0.01));
        keep("c", "t", NOW, OptionalDouble.empty(), noisy(shape, random, 0.01));
        MatchOutcome two = match(shape);
        assertThat(two.matches()).hasSize(3);
        assertThat(two.forecast().orElseThrow().matches()).isEqualTo(2);
        assertThat(two.signal()).isEqualTo(Signal.NONE);
        for (int k = 0; k < 8; k++) {
            keep("flat" + k, "t", NOW, OptionalDouble.of(0.0001), noisy(shape, random, 0.01));
        }
        MatchOutcome flat = match(shape);
        assertThat(flat.isExperience()).isTrue();
        assertThat(flat.compared()).isEqualTo(10);
    }

    @Test
    void otherTypesAndOldSeriesAreNotAsked() {
        double[] shape = Walks.walk(83, 20);
        keep("other", "u", NOW, OptionalDouble.of(0.02), shape);
        keep("old", "t", NOW - Duration.ofDays(31).toMillis(), OptionalDouble.of(0.02), shape);
        assertThat(match(shape).compared()).isZero();
        keep("young", "t", NOW - Duration.ofDays(29).toMillis(), OptionalDouble.of(0.02), shape);
        assertThat(match(shape).best().orElseThrow().id()).isEqualTo("young");
    }

    @Test
    void ofEquallySimilarOnesTheNewerComesFirstThenTheSmallerId() {
        double[] shape = Walks.walk(84, 20);
        keep("z", "t", NOW - 5, OptionalDouble.empty(), shape);
        keep("b", "t", NOW - 9, OptionalDouble.empty(), shape);
        keep("a", "t", NOW - 9, OptionalDouble.empty(), shape);
        assertThat(match(shape).matches()).extracting(Match::id).containsExactly("z", "a", "b");
        assertThat(match(shape).isExperience()).isFalse();
    }

    @Test
    void shortAndConstantSeriesAreRefused() {
        assertThatThrownBy(() -> Sequence.of(1, 2, 3, 4)).isInstanceOf(SeriesException.class);
        assertThatThrownBy(() -> Sequence.of(1, 1, 1, 1, 1)).isInstanceOf(SeriesException.class);
        assertThat(Sequence.of(1, 2, 3, 4, 5))
                .isEqualTo(Sequence.of(1, 2, 3, 4, 5))
                .hasToString("Sequence[5 values]");
        assertThatThrownBy(() -> new Settings(0, 1, Duration.ZERO, 0.1)).isInstanceOf(IllegalArgumentException.class);
    }
}
