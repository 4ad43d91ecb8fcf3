// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AbsenteesTest {
    private static final long LEASE = 1_000;
    private static final Voter A = new Voter("a", "0a");
    private static final Voter B = new Voter("b", "0b");
    private static final List<Voter> BOTH = List.of(A, B);

    private final Absentees absentees = new Absentees(LEASE);

    private void polled(List<Voter> asked, long now, String... voted) {
        var votes = Arrays.stream(voted)
                .map(name -> new CastVote(name, true, 0, 0, ""))
                .toList();
        var subject = new VoteSubject(new UUID(1, 2), 1, 0, "00", "full_residual", 1e-8, 0);
        var tally = new Tally(voted.length, 0, new Quorum(asked.size()));
        absentees.polled(asked, new PollResult(tally, null, new RecordedPoll(subject, votes), List.of(), 1), now);
    }

    @Test
    void whoMissesManyPollsForALeaseIsDue() {
        for (int k = 1; k < Absentees.MISSED; k++) {
            polled(BOTH, k, "a");
        }
        assertThat(absentees.due(_ -> true, 10 * LEASE)).as("few polls").isEmpty();
        polled(BOTH, Absentees.MISSED, "a");
        assertThat(absentees.due(_ -> true, LEASE)).as("not for long").isEmpty();
        assertThat(absentees.due(_ -> true, LEASE + 1)).contains(B);
        assertThat(absentees.due(voter -> !voter.equals(B), LEASE + 1)).isEmpty();
        absentees.stays(B);
        assertThat(absentees.due(_ -> true, 2 * LEASE)).isEmpty();
    }

    @Test
    void oneVoteIsEnoughToStay() {
        for (int k = 0; k < Absentees.MISSED; k++) {
            polled(BOTH, 0, "a");
        }
        polled(BOTH, LEASE, "a", "b");
        polled(BOTH, LEASE, "a");
        assertThat(absentees.due(_ -> true, 2 * LEASE)).isEmpty();
    }

    @Test
    void whoIsNoVoterAnyMoreIsForgotten() {
        for (int k = 0; k < Absentees.MISSED; k++) {
            polled(BOTH, 0, "a");
        }
        polled(List.of(A), 1, "a");
        assertThat(absentees.due(_ -> true, 2 * LEASE)).isEmpty();
    }
}
