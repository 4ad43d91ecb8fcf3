// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.experience;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Remembers lessons, and advises by those whose matrices are near: nearest neighbours, with what the planned choice
/// and another one took on the *same* matrix compared, so that how hard a matrix was does not matter. Where few are
/// near, or they disagree, there is no advice: the rules of `hybrid` decide, as they do for whatever was never seen.
///
/// **Thread** one at a time. **Bounded by** [#MOST]; the oldest is forgotten first. **Cost** of advice: one pass over
/// all lessons.
public final class Lessons {
    /// Lessons kept.
    public static final int MOST = 2_000;

    /// Matrices this near count, the nearest [#NEIGHBOURS] of them.
    static final double RADIUS = 1.0;

    static final int NEIGHBOURS = 12;

    /// Fewer say nothing.
    static final int FEWEST = 3;

    /// Natural logarithm of the ratio from which a change is worth it, with the doubt about it added.
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
    public Optional<Advice> advise(Fingerprint matrix, Choice planned, Collection<Choice> possible) {
        List<Lesson> near = near(matrix, planned);
        Advice best = null;
        for (Choice choice : possible) {
            if (!choice.equals(planned)) {
                Advice advice = compare(near, planned, choice);
                if (advice != null && (best == null || advice.ratio() < best.ratio())) {
                    best = advice;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private record Near(Lesson lesson, double apart) {}

    private List<Lesson> near(Fingerprint matrix, Choice planned) {
        return all.stream()
                .filter(lesson -> lesson.costs().containsKey(planned))
                .map(lesson -> new Near(lesson, lesson.matrix().apart(matrix)))
                .filter(near -> near.apart() <= RADIUS)
                .sorted(Comparator.comparingDouble(Near::apart))
                .limit(NEIGHBOURS)
                .map(Near::lesson)
                .toList();
    }

    /// Null where the other one is not known to be better.
    private static @Nullable Advice compare(List<Lesson> near, Choice planned, Choice other) {
        List<Double> logarithms = new ArrayList<>();
        for (Lesson lesson : near) {
            Double took = lesson.costs().get(other);
            if (took != null) {
                logarithms.add(logarithm(took, lesson.costs().get(planned)));
            }
        }
        int count = logarithms.size();
        if (count < FEWEST) {
            return null;
        }
        double mean = logarithms.stream().mapToDouble(l -> l).sum() / count;
        double squares =
                logarithms.stream().mapToDouble(l -> (l - mean) * (l - mean)).sum();
        double doubt = Math.sqrt(squares / (count - 1) / count);
        return mean + 2 * doubt <= WORTH_IT ? new Advice(other, Math.exp(mean), count) : null;
    }

    private static double logarithm(double other, double planned) {
        if (Double.isInfinite(other)) {
            return Double.isInfinite(planned) ? 0 : FAILED;
        }
        return Double.isInfinite(planned) ? -FAILED : Math.clamp(Math.log(other / planned), -FAILED, FAILED);
    }
}
