// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.experience;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Remembers lessons, and advises by those whose matrices are near: nearest neighbours, with what the planned choice
/// and another one took on the *same* matrix compared, so that how hard a matrix was does not matter. What the planned
/// one takes may be known beforehand, as that of eliminations is; then the other one is compared with that. Where few
/// are near, or they disagree, there is no advice: the rules of `hybrid` decide, as they do for whatever was never
/// seen.
///
/// **Thread** one at a time. **Bounded by** [#MOST]; the oldest is forgotten first. **Cost** of advice: one pass over
/// all lessons.
public final class Lessons {
    /// Lessons kept.
    public static final int MOST = 2_000;

    /// Matrices this near count, the nearest [#NEIGHBOURS] of them, each by its nearness.
    static final double RADIUS = 3.0;

    static final int NEIGHBOURS = 12;

    /// Fewer say nothing.
    static final int FEWEST = 3;

    /// Square of the distance at which a matrix counts half as much as one that is the same.
    private static final double HALF = 0.1;

    /// Standard errors that are added to a mean before it is believed.
    private static final double DOUBT = 0.5;

    /// Natural logarithm of the ratio from which a change is worth it.
    private static final double WORTH_IT = Math.log(0.9);

    /// Logarithm of what a choice that failed counts as, over one that did not.
    private static final double FAILED = Math.log(30);

    private final Deque<Lesson> all = new ArrayDeque<>();

    public void add(Lesson lesson) {
        if (all.size() == MOST) {
            all.removeFirst();
        }
        all.addLast(lesson);
    }

    public int size() {
        return all.size();
    }

    /// From the oldest on.
    public List<Lesson> all() {
        return List.copyOf(all);
    }

    /// What to begin with instead of `planned`, out of `possible`; empty where nothing is known to be better.
    ///
    /// @param known units an entry that the planned choice will take, where that is known
    public Optional<Advice> advise(
            Fingerprint matrix, Choice planned, OptionalDouble known, Collection<Choice> possible) {
        List<Near> near = near(matrix, known.isPresent() ? null : planned);
        Advice best = null;
        for (Choice choice : possible) {
            if (!choice.equals(planned)) {
                Advice advice = compare(near, planned, known, choice);
                if (advice != null && (best == null || advice.ratio() < best.ratio())) {
                    best = advice;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private record Near(Lesson lesson, double apart) {
        double weight() {
            return HALF / (HALF + apart * apart);
        }
    }

    /// @param tried what they have to have tried, null for anything
    private List<Near> near(Fingerprint matrix, @Nullable Choice tried) {
        return all.stream()
                .filter(lesson -> tried == null || lesson.costs().containsKey(tried))
                .map(lesson -> new Near(lesson, lesson.matrix().apart(matrix)))
                .filter(near -> near.apart() <= RADIUS)
                .sorted(Comparator.comparingDouble(Near::apart))
                .limit(NEIGHBOURS)
                .toList();
    }

    /// Null where the other one is not known to be better.
    private static @Nullable Advice compare(List<Near> near, Choice planned, OptionalDouble known, Choice other) {
        int count = 0;
        double weights = 0;
        double weightSquares = 0;
        double sum = 0;
        double squares = 0;
        for (Near each : near) {
            Map<Choice, Double> costs = each.lesson().costs();
            Double took = costs.get(other);
            Double instead = known.isPresent() ? Double.valueOf(known.getAsDouble()) : costs.get(planned);
            if (took != null && instead != null) {
                double logarithm = logarithm(took, instead);
                double weight = each.weight();
                count++;
                weights += weight;
                weightSquares += weight * weight;
                sum += weight * logarithm;
                squares += weight * logarithm * logarithm;
            }
        }
        if (count < FEWEST) {
            return null;
        }
        double mean = sum / weights;
        double variance = Math.max(0, squares / weights - mean * mean);
        double independent = weights * weights / weightSquares;
        double doubt = Math.sqrt(variance / Math.max(independent - 1, 0.5));
        return mean + DOUBT * doubt <= WORTH_IT ? new Advice(other, Math.exp(mean), count) : null;
    }

    private static double logarithm(double other, double planned) {
        if (Double.isInfinite(other)) {
            return Double.isInfinite(planned) ? 0 : FAILED;
        }
        return Double.isInfinite(planned) ? -FAILED : Math.clamp(Math.log(other / planned), -FAILED, FAILED);
    }
}
