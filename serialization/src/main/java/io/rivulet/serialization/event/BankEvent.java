// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.patterns.experience.ThresholdRule;
import io.rivulet.patterns.experience.Thresholds;
import java.util.List;

/// What happened in the bank of one owner, as it is stored.
public sealed interface BankEvent {
    /// In the order in which they came.
    record PatternsStored(List<StoredPattern> patterns) implements BankEvent {
        public PatternsStored {
            patterns = List.copyOf(patterns);
        }
    }

    /// By their ids.
    record PatternsDeleted(List<String> ids, long atMillis) implements BankEvent {
        public PatternsDeleted {
            ids = List.copyOf(ids);
        }
    }

    /// In the order in which they came.
    record ExperiencesRecorded(List<Experience> experiences) implements BankEvent {
        public ExperiencesRecorded {
            experiences = List.copyOf(experiences);
        }
    }

    /// In the order in which they are judged.
    record OutcomesObserved(List<Observed> outcomes) implements BankEvent {
        public OutcomesObserved {
            outcomes = List.copyOf(outcomes);
        }
    }

    /// What followed an experience; with the scale a judgement is a function of both.
    ///
    /// @param scale outcomes of this size were usual then
    /// @param confidence how often predictions of its type had been right, this one included
    record Observed(String experience, double actual, double scale, double confidence, long atMillis) {}

    /// Thresholds took a step, and why.
    ///
    /// @param type whose they are; empty for those of types without their own
    /// @param experience whose outcome made them
    /// @param profitFactor may be +∞
    /// @param outcomes that were looked at
    record ThresholdsAdapted(
            String type,
            String experience,
            ThresholdRule.Action action,
            Thresholds before,
            Thresholds after,
            double winRate,
            double profitFactor,
            int outcomes,
            long atMillis)
            implements BankEvent {}
}
