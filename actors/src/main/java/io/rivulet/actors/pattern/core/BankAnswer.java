// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern.core;

import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.patterns.matcher.Signal;
import io.rivulet.serialization.event.BankSnapshot.Held;
import io.rivulet.serialization.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a bank answers.
public sealed interface BankAnswer {
    record Refused(Problem problem) implements BankAnswer {}

    /// On disk.
    ///
    /// @param duplicate whether it was there already
    /// @param patterns that there are now
    record Stored(String id, boolean duplicate, int patterns, long atMillis) implements BankAnswer {}

    record Deleted(boolean wasThere) implements BankAnswer {}

    /// @param duplicate whether nothing was done, as it had been done before
    record Recalled(Held held, boolean duplicate) implements BankAnswer {}

    /// @param types those whose outcomes have been judged
    /// @param usual thresholds of types without their own
    record Surveyed(int patterns, int experiences, int judged, Thresholds usual, List<TypeReport> types)
            implements BankAnswer {
        public Surveyed {
            types = List.copyOf(types);
        }
    }

    /// What is known of a type.
    ///
    /// @param hits predictions whose direction was right
    record TypeReport(String type, long judged, long hits, Thresholds thresholds) {}

    /// Most similar first.
    ///
    /// @param compared series that were compared
    record Found(List<Hit> hits, int compared) implements BankAnswer {
        public Found {
            hits = List.copyOf(hits);
        }
    }

    /// A stored series beside the one that was asked about.
    ///
    /// @param similarity in (0, 1]; the cosine where directions were compared
    /// @param distance null where directions were compared
    record Hit(
            String id,
            String type,
            double similarity,
            @Nullable Double distance,
            @Nullable Double outcome,
            long atMillis) {}

    /// @param experience what was recorded, null where there was no forecast to record
    /// @param predicted null without a forecast
    /// @param confidence null without a forecast
    /// @param matches with a similarity above the threshold, most similar first
    /// @param compared series that were compared in full
    record Signalled(
            Signal signal,
            @Nullable String experience,
            @Nullable Double predicted,
            @Nullable Double confidence,
            Thresholds thresholds,
            List<Hit> matches,
            int compared)
            implements BankAnswer {
        public Signalled {
            matches = List.copyOf(matches);
        }
    }
}
