// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a session's voters change. Nodes and members join when they are known; a node leaves when the cluster has
/// removed
/// it, a member when a quorum of the voters has signed that it is gone, each voter when two votes that it signed
/// contradict each other. Not being heard of is no reason: both sides of a
/// partition would find a quorum among themselves. For the same reason a member keeps the key that it came with:
/// whoever could change it would remove a voter alone.
public final class VoterChanges {
    /// More nodes and members don't vote.
    public static final int MOST_VOTERS = 64;

    /// Voters that are no nodes: there is always room for those.
    public static final int MOST_MEMBERS = 32;

    /// Of those excluded the newest are remembered.
    static final int MOST_EXCLUDED = 64;

    private VoterChanges() {}

    /// The event that is due, without a reservation of line numbers, or null. The first voters are not members alone:
    /// where no node is known yet, one would be a quorum.
    ///
    /// @param now the last change, null before the first
    /// @param members that vote and are no nodes
    /// @param contradictions of present voters
    /// @param removals of silent ones; without a quorum of the voters as they are they don't count
    public static @Nullable VotersChanged next(
            @Nullable VotersChanged now,
            Electorate seen,
            List<Voter> members,
            List<Contradiction> contradictions,
            List<VoterRemoval> removals) {
        if (now == null && seen.present().isEmpty()) {
            return null;
        }
        List<Voter> before = now == null ? List.of() : now.voters();
        List<Voter> excluded = new ArrayList<>(now == null ? List.of() : now.excluded());
        Map<Voter, RecordedPoll> proofs = proofs(contradictions);
        List<RecordedPoll> evidence = new ArrayList<>();
        List<VoterRemoval> granted = removals.stream()
                .filter(removal -> before.contains(removal.voter()) && isGranted(removal, before))
                .toList();
        List<Voter> gone = granted.stream().map(VoterRemoval::voter).toList();
        Map<String, Voter> voters = new TreeMap<>();
        for (Voter voter : before) {
            RecordedPoll proof = proofs.get(voter);
            if (proof != null) {
                excluded.add(voter);
                evidence.add(proof);
            } else if (gone.contains(voter)) {
                continue;
            } else if (!seen.removed().contains(voter.name()) || members.contains(voter)) {
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
        join(
                voters,
                seen,
                members.stream().filter(member -> !gone.contains(member)).toList(),
                excluded);
        List<Voter> after = List.copyOf(voters.values());
        if (after.equals(before)) {
            return null;
        }
        int forgotten = Math.max(0, excluded.size() - MOST_EXCLUDED);
        return new VotersChanged(
                now == null ? 1 : now.epoch() + 1,
                after,
                excluded.subList(forgotten, excluded.size()),
                evidence,
                granted,
                0);
    }

    /// Whether a quorum of these voters, the one that is to leave among them, has signed.
    public static boolean isGranted(VoterRemoval removal, List<Voter> voters) {
        long consents = removal.consents().stream()
                .map(VoterRemoval.Consent::by)
                .distinct()
                .filter(by -> !by.equals(removal.voter().name())
                        && voters.stream().anyMatch(voter -> voter.name().equals(by)))
                .count();
        return consents >= new Quorum(voters.size()).size();
    }

    private static void join(
            Map<String, Voter> voters, Electorate seen, List<Voter> members, Collection<Voter> excluded) {
        long present = voters.values().stream()
                .filter(voter -> !seen.present().contains(voter))
                .count();
        for (Voter member : members) {
            boolean room = present < MOST_MEMBERS && voters.size() < MOST_VOTERS;
            if (room
                    && !voters.containsKey(member.name())
                    && !hasKey(voters.values(), member)
                    && !hasKey(excluded, member)) {
                voters.put(member.name(), member);
                present++;
            }
        }
    }

    private static boolean hasKey(Collection<Voter> all, Voter one) {
        return all.stream().anyMatch(voter -> voter.publicKey().equals(one.publicKey()));
    }

    /// Why a member may not join as this voter, or null.
    ///
    /// @param now the last change of the session's voters, null before the first
    /// @param members that vote, and this one as it was before
    public static @Nullable Problem refusal(Voter candidate, @Nullable VotersChanged now, List<Voter> members) {
        List<Voter> all = new ArrayList<>(members);
        if (now != null) {
            if (hasKey(now.excluded(), candidate)) {
                return excluded("the holder of this key").at("/public_key");
            }
            all.addAll(now.voters());
        }
        for (Voter voter : all) {
            boolean sameName = voter.name().equals(candidate.name());
            if (sameName != voter.publicKey().equals(candidate.publicKey())) {
                return Problem.of(
                                ProblemCode.UNSUPPORTED_VALUE,
                                sameName
                                        ? "\"" + candidate.name() + "\" is a voter under another key"
                                        : "\"" + voter.name() + "\" is a voter under this key")
                        .at("/public_key")
                        .hint("Keep the key of a node_id, and give each verifier a key and a node_id of its own.");
            }
        }
        return null;
    }

    /// Why a member of this name is no voter any more, or null.
    ///
    /// @param now as in [#refusal]
    public static @Nullable Problem exclusion(String name, @Nullable VotersChanged now) {
        return now != null
                        && now.excluded().stream()
                                .anyMatch(voter -> voter.name().equals(name))
                ? excluded("\"" + name + "\"").at("/node_id")
                : null;
    }

    private static Problem excluded(String who) {
        return Problem.of(ProblemCode.FORBIDDEN, who + " was excluded: it has signed two different votes about one x")
                .hint("Find out why it did, then join under a new key and another node_id.");
    }

    private static Map<Voter, RecordedPoll> proofs(List<Contradiction> contradictions) {
        Map<Voter, RecordedPoll> proofs = new HashMap<>();
        for (Contradiction each : contradictions) {
            proofs.putIfAbsent(each.voter(), each.proof());
        }
        return proofs;
    }
}
