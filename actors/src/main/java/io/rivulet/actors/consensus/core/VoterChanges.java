// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.Voter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a session's voters change. Members join when they are known; one leaves when the cluster has removed it, or when
/// two votes that it signed contradict each other. Not being heard of is no reason: both sides of a partition would
/// find a quorum among themselves.
public final class VoterChanges {
    /// More members don't vote.
    public static final int MOST_VOTERS = 64;

    /// Of those excluded the newest are remembered.
    static final int MOST_EXCLUDED = 64;

    private VoterChanges() {}

    /// The event that is due, without a reservation of line numbers, or null.
    ///
    /// @param now the last change, null before the first
    /// @param contradictions of present voters
    public static @Nullable VotersChanged next(
            @Nullable VotersChanged now, Electorate seen, List<RecordedPoll> contradictions) {
        List<Voter> before = now == null ? List.of() : now.voters();
        List<Voter> excluded = new ArrayList<>(now == null ? List.of() : now.excluded());
        Map<String, RecordedPoll> proofs = proofs(contradictions);
        List<RecordedPoll> evidence = new ArrayList<>();
        Map<String, Voter> voters = new TreeMap<>();
        for (Voter voter : before) {
            RecordedPoll proof = proofs.get(voter.name());
            if (proof != null) {
                excluded.add(voter);
                evidence.add(proof);
            } else if (!seen.removed().contains(voter.name())) {
                voters.put(voter.name(), voter);
            }
        }
        seen.present().stream()
                .filter(voter -> !excluded.contains(voter))
                .sorted(Comparator.comparing(Voter::name))
                .forEach(voter -> {
                    if (voters.containsKey(voter.name()) || voters.size() < MOST_VOTERS) {
                        voters.put(voter.name(), voter);
                    }
                });
        List<Voter> after = List.copyOf(voters.values());
        if (after.equals(before)) {
            return null;
        }
        int forgotten = Math.max(0, excluded.size() - MOST_EXCLUDED);
        return new VotersChanged(
                now == null ? 1 : now.epoch() + 1, after, excluded.subList(forgotten, excluded.size()), evidence, 0);
    }

    private static Map<String, RecordedPoll> proofs(List<RecordedPoll> contradictions) {
        Map<String, RecordedPoll> proofs = new HashMap<>();
        for (RecordedPoll each : contradictions) {
            proofs.putIfAbsent(each.votes().getFirst().voter(), each);
        }
        return proofs;
    }
}
