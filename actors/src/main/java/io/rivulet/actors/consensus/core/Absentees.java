// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.Voter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Which voters have not voted for long: in [#MISSED] polls in a row or more, the first of them a lease ago.
/// **Thread** one at a time. No clock: the time is passed in.   **Bounded by** the voters.
public final class Absentees {
    static final int MISSED = 5;

    private record Missing(int polls, long sinceNanos) {}

    private final long leaseNanos;
    private final Map<Voter, Missing> missing = new HashMap<>();

    public Absentees(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    /// A poll of these voters is over.
    public void polled(List<Voter> asked, PollResult result, long nowNanos) {
        Set<String> voted = result.votes().votes().stream().map(CastVote::voter).collect(Collectors.toSet());
        missing.keySet().retainAll(asked);
        for (Voter voter : asked) {
            if (voted.contains(voter.name())) {
                missing.remove(voter);
            } else {
                missing.merge(
                        voter,
                        new Missing(1, nowNanos),
                        (before, _) -> new Missing(before.polls() + 1, before.sinceNanos()));
            }
        }
    }

    /// One whose removal is to be asked for.
    public Optional<Voter> due(Predicate<Voter> may, long nowNanos) {
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        return missing.entrySet().stream()
                .filter(entry -> entry.getValue().polls() >= MISSED
                        && nowNanos - entry.getValue().sinceNanos() >= leaseNanos
                        && may.test(entry.getKey()))
                .map(Map.Entry::getKey)
                .min((a, b) -> a.name().compareTo(b.name()));
    }

    /// Its removal was asked for and not granted: it has a whole lease again.
    public void stays(Voter voter) {
        missing.remove(voter);
    }
}
