// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.patterns.aggregate.RobustAggregation;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What reports of one cost come to. Of n values in ascending order, with k = max(1, ⌊(n−1)/3⌋) from three on, else 0:
///
/// | rule | value | inside the honest range while lies are |
/// |---|---|---|
/// | `weighted_average` | Σ cᵢvᵢ / Σ cᵢ, from three on no cᵢ above twice their median, kept in [v₍k₊₁₎, v₍n₋k₎] | at
/// most k |
/// | `median` | the middle value, of an even number the mean of the two middle ones | fewer than half |
/// | `trimmed_mean` | the mean without the k lowest and the k highest | at most k |
/// | `latest` | the newest by its own time, of equal ones that of the last node id | none |
///
/// Of n values of which at most k are lies, one honest value is at or below v₍n₋k₎ and one at or above v₍k₊₁₎, whoever
/// lies and by how little; no wider interval has that property.
///
/// A reporter that is not trusted has no weight in an average and is never the latest while a trusted one
/// reports that cost. Bounds, median and trimmed mean count everybody: leaving honest ones out by mistake would make
/// liars a majority.
///
/// Results lie between the least and the greatest value to the bit, and depend on the values and node ids alone.
/// **Thread** any.   **Source** Yin, Chen, Ramchandran, Bartlett 2018, "Byzantine-Robust Distributed Learning:
/// Towards Optimal Statistical Rates" (median, trimmed mean); Huber, Ronchetti 2009, *Robust Statistics*, 2nd ed., §1.4
/// (no rule withstands more than half).
final class Combination {
    private static final double MOST_OF_MEDIAN = 2;

    private Combination() {}

    /// @param all at least one, in ascending order of node ids
    static double of(CostAggregation rule, List<Observation> all) {
        List<Observation> trusted = all.stream().filter(Observation::trusted).toList();
        List<Observation> believed = trusted.isEmpty() ? all : trusted;
        double[] values = sorted(all, Observation::value);
        double value = switch (rule) {
            case WEIGHTED_AVERAGE -> inside(weightedAverage(believed), values, ends(values.length));
            case MEDIAN -> RobustAggregation.median(values);
            case TRIMMED_MEAN -> RobustAggregation.trimmedMean(values, ends(values.length));
            case LATEST -> latest(believed);
        };
        return inside(value, values, 0);
    }

    /// How many are dropped, or not believed, at either end.
    private static int ends(int n) {
        return n < 3 ? 0 : Math.max(1, (n - 1) / 3);
    }

    private static double inside(double value, double[] sorted, int ends) {
        return Math.clamp(value, sorted[ends], sorted[sorted.length - 1 - ends]);
    }

    private static double[] sorted(List<Observation> all, ToDoubleFunction<Observation> of) {
        double[] values = all.stream().mapToDouble(of).toArray();
        Arrays.sort(values);
        return values;
    }

    /// Each value is divided before it is summed: a sum of large ones has room.
    private static double weightedAverage(List<Observation> believed) {
        double[] weights = sorted(believed, Observation::confidence);
        double most = weights.length >= 3 ? MOST_OF_MEDIAN * RobustAggregation.median(weights) : Double.MAX_VALUE;
        double sum = 0;
        for (Observation o : believed) {
            sum += Math.min(o.confidence(), most);
        }
        double average = 0;
        for (Observation o : believed) {
            average += o.value() * (Math.min(o.confidence(), most) / sum);
        }
        return average;
    }

    private static double latest(List<Observation> believed) {
        return believed.stream()
                .max(Comparator.comparingLong(Observation::timestampMillis).thenComparing(Observation::nodeId))
                .orElseThrow()
                .value();
    }
}
