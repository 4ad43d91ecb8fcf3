// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.actors.consensus.core.VoterChanges;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Members that joined the cluster and no session, as one node knows them. Nodes tell each other what they know;
/// whatever the order, and however often, all come to the same: of two descriptions of a member the later epoch
/// wins, and the last sign of life counts. Whose lease is over is forgotten by each node on its own.
/// **Bounded by** [#MEMBERS]; where two nodes took too many at once, those that joined first stay.
public final class StandingMembers {
    /// Members of the cluster that are no nodes of it.
    public static final int MEMBERS = 64;

    /// A member with its last sign of life, and whose it is.
    ///
    /// @param home the node that holds its socket, null where none has been heard of
    public record Entry(
            SwarmMember member,
            String owner,
            long joinedMillis,
            long heardMillis,
            @Nullable String home) {}

    private final long leaseMillis;
    private final Map<String, Entry> entries = new HashMap<>();
    private long epoch;

    public StandingMembers(long leaseMillis) {
        this.leaseMillis = leaseMillis;
    }

    /// Why it may not join, or null: it has.
    ///
    /// @param home the node that holds its socket, null where it has none
    public @Nullable Problem join(SwarmMember candidate, String owner, @Nullable String home, long nowMillis) {
        forgetSilent(nowMillis);
        Entry known = entries.get(candidate.nodeId());
        if (known != null && !known.owner().equals(owner)) {
            return Problem.of(ProblemCode.UNSUPPORTED_VALUE, "\"" + candidate.nodeId() + "\" is taken")
                    .at("/node_id")
                    .hint("Choose another node_id.");
        }
        String key = candidate.publicKey();
        Problem noVoter =
                key == null ? null : VoterChanges.refusal(new Voter(candidate.nodeId(), key), null, voters(owner));
        if (noVoter != null) {
            return noVoter;
        }
        if (known == null && entries.size() >= MEMBERS) {
            return Problem.of(
                            ProblemCode.CAPACITY_EXCEEDED,
                            "the cluster has the " + MEMBERS + " members without a session that it may have")
                    .hint("Join a session, or wait: a silent member is removed after " + leaseMillis + " ms.")
                    .retryAfter(leaseMillis);
        }
        if (known != null && known.member().joinedLike(candidate)) {
            return heard(candidate.nodeId(), owner, home, nowMillis);
        }
        epoch++;
        entries.put(candidate.nodeId(), new Entry(candidate.from(epoch), owner, nowMillis, nowMillis, home));
        return null;
    }

    /// Why it is not heard, or null. Somebody else's member is none.
    public @Nullable Problem heard(String nodeId, String owner, @Nullable String home, long nowMillis) {
        forgetSilent(nowMillis);
        Entry known = entries.get(nodeId);
        if (known == null || !known.owner().equals(owner)) {
            return Problem.of(ProblemCode.FORBIDDEN, "\"" + nodeId + "\" is no member")
                    .at("/node_id")
                    .hint("Join first: POST /api/v1/swarm/join with this node_id.");
        }
        entries.put(
                nodeId,
                new Entry(
                        known.member(),
                        known.owner(),
                        known.joinedMillis(),
                        nowMillis,
                        home == null ? known.home() : home));
        return null;
    }

    /// What another node knows.
    public void merge(Collection<Entry> told, long nowMillis) {
        for (Entry other : told) {
            epoch = Math.max(epoch, other.member().epoch());
            entries.merge(other.member().nodeId(), other, StandingMembers::later);
        }
        forgetSilent(nowMillis);
        entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::joinedMillis)
                        .thenComparing(entry -> entry.member().nodeId()))
                .skip(MEMBERS)
                .toList()
                .forEach(entry -> entries.remove(entry.member().nodeId()));
    }

    private static Entry later(Entry a, Entry b) {
        Entry newer = Comparator.comparingLong((Entry entry) -> entry.member().epoch())
                                .thenComparingLong(Entry::joinedMillis)
                                .compare(a, b)
                        >= 0
                ? a
                : b;
        Entry heard = a.heardMillis() >= b.heardMillis() ? a : b;
        String home = heard.home() != null ? heard.home() : (heard == a ? b : a).home();
        return new Entry(newer.member(), newer.owner(), newer.joinedMillis(), heard.heardMillis(), home);
    }

    /// Others never vote beside this owner's: their keys don't matter, and their names are not told.
    private List<Voter> voters(String owner) {
        List<Voter> voters = new ArrayList<>();
        for (Entry entry : entries.values()) {
            String key = entry.member().publicKey();
            if (key != null && entry.owner().equals(owner)) {
                voters.add(new Voter(entry.member().nodeId(), key));
            }
        }
        return voters;
    }

    private void forgetSilent(long nowMillis) {
        entries.values().removeIf(entry -> nowMillis - entry.heardMillis() >= leaseMillis);
    }

    /// The version of this membership as far as this node knows.
    public long epoch() {
        return epoch;
    }

    public @Nullable Entry find(String nodeId) {
        return entries.get(nodeId);
    }

    /// By node id, without those whose lease is over.
    public List<Entry> all(long nowMillis) {
        forgetSilent(nowMillis);
        return entries.values().stream()
                .sorted(Comparator.comparing(entry -> entry.member().nodeId()))
                .toList();
    }
}
