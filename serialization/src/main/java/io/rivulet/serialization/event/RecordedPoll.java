// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.util.List;

/// Votes on one subject, with their signatures: whoever has the voters' keys can check them again.
public record RecordedPoll(VoteSubject subject, List<CastVote> votes) {
    public RecordedPoll {
        votes = List.copyOf(votes);
    }
}
