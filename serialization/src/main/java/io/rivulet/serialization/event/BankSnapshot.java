// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.patterns.experience.ThresholdRule;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.BankEvent.ThresholdsAdapted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a bank holds, in the place of the events before it.
///
/// @param patterns in the order in which they came
/// @param experiences in the order in which they came
/// @param learnings in the order of their types
public record BankSnapshot(List<StoredPattern> patterns, List<Held> experiences, List<Learning> learnings) {
    public BankSnapshot {
        patterns = List.copyOf(patterns);
        experiences = List.copyOf(experiences);
        learnings = List.copyOf(learnings);
    }

    /// An experience, and what became of it.
    ///
    /// @param outcome null until it is known
    /// @param changes of thresholds that its outcome made
    public record Held(Experience experience, @Nullable Observed outcome, List<ThresholdsAdapted> changes) {
        public Held {
            changes = List.copyOf(changes);
        }
    }

    /// What outcomes of one type came to.
    ///
    /// @param type empty for all types together
    /// @param thresholds null until they have taken a step
    /// @param sizes of its last outcomes, for the scale, oldest first
    /// @param outcomes its last ones, for the thresholds, oldest first
    /// @param sinceStep outcomes since the last step of its thresholds, or since the first
    /// @param hits predictions whose direction was right
    /// @param judged predictions that were judged
    public record Learning(
            String type,
            @Nullable Thresholds thresholds,
            List<Double> sizes,
            List<ThresholdRule.Outcome> outcomes,
            long sinceStep,
            long hits,
            long judged) {
        public Learning {
            sizes = List.copyOf(sizes);
            outcomes = List.copyOf(outcomes);
        }
    }
}
