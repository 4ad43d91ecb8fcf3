// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.VoterChanges;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.swarm.core.Roster;
import io.rivulet.actors.swarm.core.Swarm;
import io.rivulet.actors.swarm.core.SwarmTopology;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who belongs to the session's swarm: members join, are heard of, and are removed when their lease is over.
/// Each change is an event and has an epoch of its own; heartbeats are not, so that after a failover every
/// member has a whole lease.
///
/// A silent member loses its roles as reporter and solver. As a verifier it stays, and who voted as a solver stays as
/// one: whoever counts votes counts it, since otherwise whoever silences the others decides alone.
///
/// Where a member's socket is, is what its last join or heartbeat over one said; after a failover the next one does.
///
/// Members that join the cluster and not a session become the session's with the first report they send to it,
/// where it has a swarm at all.
/// **Bounded by** [Swarm#MEMBERS], [#CHANGES] that wait to become durable.
final class MemberDesk {
    static final int CHANGES = 64;

    /// Heartbeats in one lease.
    private static final int HEARTBEATS = 4;

    private static final long LOOK_MILLIS = 250;

    /// What is left of the roles of one that is silent and can vote.
    private static final List<MemberRole> VERIFIER = List.of(MemberRole.VERIFIER);

    private final UUID session;
    private final String node;
    private final Turn turn;
    private final Journal journal;
    private final long leaseMillis;
    private final Map<String, Long> heardNanos = new HashMap<>();
    private final Map<String, String> homes = new HashMap<>();
    private Consumer<SessionEvent.MembersChanged> onChange = _ -> {};
    private List<SwarmMember> taken = List.of();
    private long epoch;
    private int pending;
    private long lookedNanos;

    MemberDesk(UUID session, String node, Turn turn, Journal journal, long leaseMillis) {
        this.session = session;
        this.node = node;
        this.turn = turn;
        this.journal = journal;
        this.leaseMillis = leaseMillis;
    }

    /// Who else hears of each change that is durable.
    void onChange(Consumer<SessionEvent.MembersChanged> heard) {
        onChange = heard;
    }

    /// What the journal holds is `read`, and nothing is under way.
    void restart(SessionState read) {
        taken = read.swarm().members();
        epoch = read.swarm().epoch();
        pending = 0;
        Map<String, Long> before = Map.copyOf(heardNanos);
        heardNanos.clear();
        taken.forEach(member -> heardNanos.put(member.nodeId(), before.getOrDefault(member.nodeId(), turn.nanos())));
    }

    private SessionSettings settings() {
        return journal.state().openedOrThrow().settings();
    }

    void join(Input.Join input) {
        SwarmMember candidate = input.candidate();
        Problem problem = refusal(candidate, input.others());
        if (problem != null) {
            turn.reply(input.reply(), new Answer.Refused(problem));
            return;
        }
        SwarmMember known = find(candidate.nodeId());
        heard(candidate.nodeId(), input.home());
        if (known != null && pending == 0 && known.joinedLike(candidate)) {
            joined(input.reply(), candidate.nodeId(), input.others());
        } else {
            change(
                    with(candidate),
                    () -> joined(input.reply(), candidate.nodeId(), input.others()),
                    () -> turn.reply(input.reply(), new Answer.Refused(Problems.journalAway())));
        }
    }

    private void heard(String nodeId, @Nullable String home) {
        heardNanos.put(nodeId, turn.nanos());
        if (home != null) {
            homes.put(nodeId, home);
        }
    }

    private @Nullable Problem refusal(SwarmMember candidate, List<PresentMember> others) {
        boolean nodesName = candidate.nodeId().equals(node)
                || others.stream()
                        .anyMatch(
                                other -> other.node() && other.member().nodeId().equals(candidate.nodeId()));
        if (nodesName) {
            return Problem.of(ProblemCode.UNSUPPORTED_VALUE, "a node of the cluster has this name")
                    .at("/node_id")
                    .hint("Choose a node_id of your own.");
        }
        String key = candidate.publicKey();
        Problem noVoter = key == null || !candidate.votes()
                ? null
                : VoterChanges.refusal(
                        new Voter(candidate.nodeId(), key), journal.state().voters(), Voting.voters(taken));
        if (noVoter != null) {
            return noVoter.session(session.toString());
        }
        if (pending >= CHANGES) {
            return Problems.busy("more than " + CHANGES + " changes of the swarm wait to become durable");
        }
        return find(candidate.nodeId()) == null && taken.size() >= Swarm.MEMBERS
                ? Problem.of(
                                ProblemCode.CAPACITY_EXCEEDED,
                                "the session's swarm has the " + Swarm.MEMBERS + " members that it may have")
                        .session(session.toString())
                        .hint("A silent member is removed after " + leaseMillis + " ms.")
                        .retryAfter(leaseMillis)
                : null;
    }

    private @Nullable SwarmMember find(String nodeId) {
        for (SwarmMember member : taken) {
            if (member.nodeId().equals(nodeId)) {
                return member;
            }
        }
        return null;
    }

    /// In the place of one with its name, or at the end.
    private List<SwarmMember> with(SwarmMember candidate) {
        SwarmMember fresh = candidate.from(epoch + 1);
        List<SwarmMember> next = new ArrayList<>(taken);
        next.replaceAll(member -> member.nodeId().equals(fresh.nodeId()) ? fresh : member);
        if (find(fresh.nodeId()) == null) {
            next.add(fresh);
        }
        return next;
    }

    private void change(List<SwarmMember> next, Runnable durable, Runnable lost) {
        epoch++;
        taken = List.copyOf(next);
        List<String> names = taken.stream().map(SwarmMember::nodeId).toList();
        heardNanos.keySet().retainAll(names);
        homes.keySet().retainAll(names);
        pending++;
        long changed = epoch;
        long atMillis = turn.millis();
        List<SwarmMember> members = taken;
        journal.submit(
                reserve -> new SessionEvent.MembersChanged(changed, atMillis, members, reserve), new Journal.Effect() {
                    @Override
                    public void durable(SessionEvent event) {
                        pending--;
                        onChange.accept((SessionEvent.MembersChanged) event);
                        durable.run();
                    }

                    @Override
                    public void lost() {
                        lost.run();
                    }
                });
    }

    void ping(Input.Ping input) {
        if (find(input.nodeId()) != null) {
            heard(input.nodeId(), input.home());
            joined(input.reply(), input.nodeId(), input.others());
        } else {
            Problem excluded = exclusion(input.nodeId());
            turn.reply(
                    input.reply(),
                    new Answer.Refused(
                            excluded == null ? stranger(input.nodeId()) : excluded.session(session.toString())));
        }
    }

    private @Nullable Problem exclusion(String nodeId) {
        return VoterChanges.exclusion(nodeId, journal.state().voters());
    }

    /// Makes sure that `nodeId` may report, and takes it as a sign of life. Null where it may, else why not.
    @Nullable
    Problem reports(String nodeId, List<PresentMember> others) {
        SwarmMember known = find(nodeId);
        if (known != null && known.has(MemberRole.REPORTER)) {
            heardNanos.put(nodeId, turn.nanos());
            return null;
        }
        PresentMember ofCluster = others.stream()
                .filter(other -> !other.node() && other.member().nodeId().equals(nodeId))
                .filter(other -> other.member().has(MemberRole.REPORTER))
                .findFirst()
                .orElse(null);
        if (known != null || ofCluster == null || !settings().swarm().enabled()) {
            return stranger(nodeId);
        }
        Problem problem = refusal(ofCluster.member(), others);
        if (problem == null) {
            heardNanos.put(nodeId, turn.nanos());
            change(with(ofCluster.member()), () -> {}, () -> {});
        }
        return problem;
    }

    private Problem stranger(String nodeId) {
        return Problem.of(ProblemCode.FORBIDDEN, "\"" + nodeId + "\" is no reporter of this session")
                .at("/node_id")
                .session(session.toString())
                .hint("Join first: POST /api/v1/swarm/join with this node_id, the session_id and the role reporter.");
    }

    /// Whether the member has been heard of since.
    boolean heardSince(String nodeId, long nanos) {
        Long heard = heardNanos.get(nodeId);
        return heard != null && heard - nanos > 0;
    }

    /// A voter has been removed by the others, or excluded: it is no member that votes any more, until it joins again.
    /// False where that can't be written yet.
    boolean dismiss(String nodeId) {
        SwarmMember known = find(nodeId);
        if (known == null || !known.votes()) {
            return true;
        }
        if (pending >= CHANGES) {
            return false;
        }
        List<SwarmMember> next = new ArrayList<>();
        for (SwarmMember member : taken) {
            List<MemberRole> others =
                    member.roles().stream().filter(role -> !role.votes()).toList();
            if (!member.equals(known)) {
                next.add(member);
            } else if (!others.isEmpty()) {
                next.add(member.as(others, epoch + 1));
            }
        }
        change(next, () -> {}, () -> {});
        return true;
    }

    /// Removes whose lease is over. To be called each turn.
    void pump() {
        if (!turn.passed(lookedNanos, LOOK_MILLIS) || pending > 0 || !journal.isReady()) {
            return;
        }
        lookedNanos = turn.nanos();
        List<SwarmMember> next = new ArrayList<>();
        for (SwarmMember member : taken) {
            if (!isSilent(member)) {
                next.add(member);
            } else if (member.has(MemberRole.VERIFIER) || member.votes()) {
                boolean already = member.roles().equals(VERIFIER);
                next.add(already ? member : member.as(VERIFIER, epoch + 1));
            }
        }
        if (!next.equals(taken)) {
            change(next, () -> {}, () -> {});
        }
    }

    private boolean isSilent(SwarmMember member) {
        return turn.passed(heardNanos.getOrDefault(member.nodeId(), turn.nanos()), leaseMillis);
    }

    /// Whether a member has been heard of within its lease: then the session is in use.
    boolean anyHeard() {
        return taken.stream().anyMatch(member -> !isSilent(member));
    }

    private void joined(long reply, String nodeId, List<PresentMember> others) {
        SwarmTopology topology = topology(others);
        List<String> warnings = new ArrayList<>(topology.warnings());
        Problem excluded = exclusion(nodeId);
        SwarmMember member = find(nodeId);
        if (excluded != null && (member == null || !member.votes())) {
            warnings.add("excluded: " + excluded.detail() + "; it is a member without a vote");
        }
        turn.reply(
                reply,
                new Answer.Joined(
                        node,
                        journal.state().swarm().epoch(),
                        leaseMillis / HEARTBEATS,
                        topology.has(nodeId) ? topology.neighbours(nodeId) : List.of(),
                        List.of(session.toString()),
                        warnings));
    }

    private SwarmTopology topology(List<PresentMember> others) {
        List<PresentMember> all = members(others);
        return SwarmTopology.of(
                settings().swarm().topology(),
                all.stream().map(each -> each.member().nodeId()).toList(),
                (int) all.stream().filter(PresentMember::node).count());
    }

    void read(Input.ReadSwarm input) {
        Swarm swarm = journal.state().swarm();
        turn.reply(
                input.reply(),
                new Answer.SwarmMembers(
                        settings().swarm().topology(),
                        members(input.others()),
                        voters(input.others()),
                        swarm.epoch(),
                        ReportDesk.rule(settings()),
                        swarm.reports().standings()));
    }

    /// How many have to agree: those that the journal names, or would, once somebody is asked.
    private int voters(List<PresentMember> others) {
        SessionEvent.VotersChanged now = journal.state().voters();
        return now != null
                ? now.voters().size()
                : (int) members(others).stream().filter(PresentMember::votes).count();
    }

    /// In the order that all members share. Without a swarm only the session's own members and its node.
    private List<PresentMember> members(List<PresentMember> others) {
        boolean open = settings().swarm().enabled();
        return Roster.order(PresentMember.node(node, turn.millis()), open ? others : List.of(), known());
    }

    /// The session's own members.
    List<PresentMember> known() {
        List<PresentMember> own = new ArrayList<>();
        for (SwarmMember member : journal.state().swarm().members()) {
            long silent = turn.nanos() - heardNanos.getOrDefault(member.nodeId(), turn.nanos());
            own.add(new PresentMember(member, false, turn.millis() - silent / 1_000_000, homes.get(member.nodeId())));
        }
        return own;
    }
}
