// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.RecordedPoll;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A poll that is over.
///
/// @param finding what most voters of the quorum found; null without a quorum
/// @param votes those that count, by voter
/// @param contradictions for each voter that said two things about the same x, both
/// @param nanos from the first question to the end
public record PollResult(
        Tally tally, @Nullable Finding finding, RecordedPoll votes, List<Contradiction> contradictions, long nanos) {
    public PollResult {
        contradictions = List.copyOf(contradictions);
    }
}
