// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

import io.rivulet.patterns.store.UnitVector;
import java.util.ArrayList;
import java.util.List;

/// A pattern that many experiences came down to, with what is enough to know about them. Experiences that failed
/// count as much as those that did well: else its success would be that of survivors.
///
/// @param representative the first vector, and from every [#MEDOID_EVERY]th merge on the one among the kept members
///     that is most like the others
/// @param members the vectors of the last [#MEDOID_EVERY] experiences, oldest first
/// @param rate how often the direction was right
/// @param outcomes sum of the outcomes
/// @param squares sum of their squares
/// @param qualities sum of the qualities
/// @param similarity the least similarity among those that did well
/// @param confidence the least confidence among those that did well
public record Distilled(
        UnitVector representative,
        List<UnitVector> members,
        HitRate rate,
        double outcomes,
        double squares,
        double qualities,
        double similarity,
        double confidence) {
    /// Vectors with this cosine or more are one pattern.
    public static final double SAME_FROM = 0.95;

    /// Merges between two choices of a representative.
    public static final int MEDOID_EVERY = 50;

    private static final int RETIRED_FROM = 20;
    private static final double RETIRED_BELOW = 0.45;

    public Distilled {
        members = List.copyOf(members);
    }

    /// An experience with its judgement, as far as a pattern needs it.
    ///
    /// @param similarity of the best match that it was predicted by
    public record Judged(
            UnitVector vector, double outcome, double similarity, double confidence, Judgement judgement) {}

    /// A pattern of one experience.
    public static Distilled of(Judged first) {
        return new Distilled(first.vector(), List.of(), HitRate.none(), 0, 0, 0, 1, 1).with(first);
    }

    /// The pattern that an experience belongs to: the one most like it, from [#SAME_FROM] on; −1 where there is none.
    public static int find(List<Distilled> patterns, UnitVector vector) {
        int best = -1;
        double most = SAME_FROM;
        for (int i = 0; i < patterns.size(); i++) {
            double cosine = patterns.get(i).representative().cosine(vector);
            if (cosine >= most && (best < 0 || cosine > most)) {
                best = i;
                most = cosine;
            }
        }
        return best;
    }

    public Distilled with(Judged next) {
        List<UnitVector> kept = new ArrayList<>(members);
        kept.add(next.vector());
        if (kept.size() > MEDOID_EVERY) {
            kept.removeFirst();
        }
        HitRate rates = rate.with(next.judgement().directionCorrect());
        boolean well = next.judgement().shouldLearn();
        return new Distilled(
                rates.n() % MEDOID_EVERY == 0 ? medoid(kept) : representative,
                kept,
                rates,
                outcomes + next.outcome(),
                squares + next.outcome() * next.outcome(),
                qualities + next.judgement().quality(),
                well ? Math.min(similarity, next.similarity()) : similarity,
                well ? Math.min(confidence, next.confidence()) : confidence);
    }

    /// The member with the greatest sum of cosines; the oldest of equals.
    private static UnitVector medoid(List<UnitVector> members) {
        UnitVector best = members.getFirst();
        double most = Double.NEGATIVE_INFINITY;
        for (UnitVector candidate : members) {
            double sum = members.stream().mapToDouble(candidate::cosine).sum();
            if (sum > most) {
                best = candidate;
                most = sum;
            }
        }
        return best;
    }

    public long count() {
        return rate.n();
    }

    public double successRate() {
        return rate.shrunk();
    }

    public double meanOutcome() {
        return outcomes / rate.n();
    }

    /// Population standard deviation of the outcomes.
    public double outcomeDeviation() {
        double mean = meanOutcome();
        return Math.sqrt(Math.max(0, squares / rate.n() - mean * mean));
    }

    public double meanQuality() {
        return qualities / rate.n();
    }

    /// Tried often enough, and wrong too often, to be asked again.
    public boolean isRetired() {
        return count() >= RETIRED_FROM && successRate() < RETIRED_BELOW;
    }
}
