// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.series.Normalisation;
import io.rivulet.serialization.event.Experience;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is asked about patterns and experiences.
public sealed interface PatternRequest {
    /// Series that a search finds at most.
    int MOST_FOUND = 100;

    int USUAL_FOUND = 10;

    /// Least similarity of a stored series that counts as like another.
    double USUAL_SIMILARITY = 0.80;

    /// What was accepted though odd.
    List<String> warnings();

    /// @param id null: the server makes one
    /// @param atMillis null: now
    record Store(
            @Nullable String id,
            String type,
            DenseVector values,
            @Nullable Double outcome,
            @Nullable Long atMillis,
            List<String> warnings)
            implements PatternRequest {}

    /// Two series, normalised.
    ///
    /// @param path whether their alignment is wanted
    record Match(
            DenseVector a,
            DenseVector b,
            Normalisation normalisation,
            Cost cost,
            Band band,
            boolean path,
            List<String> warnings)
            implements PatternRequest {}

    /// @param type null: any
    record Search(
            @Nullable String type,
            DenseVector values,
            int k,
            double leastSimilarity,
            boolean byCosine,
            List<String> warnings)
            implements PatternRequest {}

    /// @param id of the experience; null: the server makes one
    record Signal(
            @Nullable String id,
            String type,
            DenseVector values,
            Experience.Context context,
            @Nullable Long atMillis,
            List<String> warnings)
            implements PatternRequest {}

    /// @param actual its outcome, where that is known already
    record Record(
            @Nullable String id,
            String type,
            DenseVector values,
            double similarity,
            double confidence,
            double predicted,
            @Nullable Double actual,
            boolean signalled,
            @Nullable String bestMatch,
            Experience.Context context,
            @Nullable Long atMillis,
            List<String> warnings)
            implements PatternRequest {}

    record Outcome(double actual, @Nullable Long atMillis, List<String> warnings) implements PatternRequest {}
}
