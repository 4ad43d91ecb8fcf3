// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.swarm.SwarmRegistry;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.swarm.core.ReportBook;
import io.rivulet.actors.swarm.core.SwarmTopology;
import io.rivulet.actors.wire.ReportBatch;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.view.SwarmView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What concerns swarms, behind [Sessions]: a session's members are asked of the session, those of the cluster
/// of the registry. Among the cluster's members, nodes coordinate and each other member has one of them
/// (hierarchical).
/// **Thread** any.
public final class SwarmDoor {
    private static final int HEARTBEATS_IN_A_LEASE = 4;

    private final SessionNode node;
    private final SessionAsks asks;
    private final NodeGate gate;
    private final SwarmRegistry registry;

    SwarmDoor(SessionNode node, SessionAsks asks, NodeGate gate, SwarmRegistry registry) {
        this.node = node;
        this.asks = asks;
        this.gate = gate;
        this.registry = registry;
    }

    private Duration patience() {
        return node.settings().ask().timeout();
    }

    /// What members observed; one result each, in order, as of an update. A report that tells nothing new is a
    /// duplicate.
    /// **Errors** of each: `forbidden` for one that is no reporter of the session.
    public CompletionStage<List<Answer.UpdateResult>> report(
            UUID session, String owner, List<CostReport> reports, boolean waitApplied) {
        // Without a time of its own it would be another report when it comes again.
        boolean repeatable = reports.stream().noneMatch(report -> report.timestampMillis() == CostReport.NO_TIME);
        var batch = new ReportBatch(reports);
        return gate.change(() -> asks.ask(
                        session,
                        owner,
                        Answer.UpdateResults.class,
                        waitApplied ? node.settings().ask().workTimeout() : patience(),
                        repeatable,
                        replyTo -> new SessionCommand.Report(owner, batch, waitApplied, replyTo)))
                .thenApply(Answer.UpdateResults::each);
    }

    /// A member joins a session, or all that have a swarm; with what it joined with before it only tells that
    /// it lives.
    /// **Errors** `session_not_found`, `capacity_exceeded`, `unsupported_value`.
    public CompletionStage<Answer.Joined> join(JoinRequest request, String owner) {
        return join(request, owner, false);
    }

    /// A member of a session, or without one of the cluster, lives. **Errors** `forbidden` for one that is no
    /// member, or not any more: it has to join again.
    public CompletionStage<Answer.Joined> ping(@Nullable UUID session, String owner, String nodeId) {
        return ping(session, owner, nodeId, false);
    }

    /// For the members that work over one socket of this node.
    ///
    /// @param socket takes a frame for them at once, or says false where it has no room
    public SocketMembers members(String owner, Predicate<byte[]> socket) {
        return new SocketMembers(
                owner,
                socket,
                node.links(),
                (request, who) -> join(request, who, true),
                (session, nodeId) -> ping(session, owner, nodeId, true));
    }

    /// @param socket whether it comes over one of this node's
    private CompletionStage<Answer.Joined> join(JoinRequest request, String owner, boolean socket) {
        String home = home(socket);
        UUID session = request.sessionId();
        return gate.change(() -> session == null
                ? registry.join(request.candidate(), owner, home)
                        .thenApply(epoch -> ofCluster(epoch, request.candidate().nodeId(), owner))
                : asks.ask(
                        session,
                        owner,
                        Answer.Joined.class,
                        patience(),
                        replyTo -> new SessionCommand.Join(owner, request.candidate(), home, replyTo)));
    }

    private @Nullable String home(boolean socket) {
        return socket ? node.name() : null;
    }

    /// @param socket as in [#join]
    private CompletionStage<Answer.Joined> ping(@Nullable UUID session, String owner, String nodeId, boolean socket) {
        String home = home(socket);
        return session == null
                ? registry.heard(nodeId, owner, home).thenApply(epoch -> ofCluster(epoch, nodeId, owner))
                : asks.ask(
                        session,
                        owner,
                        Answer.Joined.class,
                        patience(),
                        replyTo -> new SessionCommand.Ping(owner, nodeId, home, replyTo));
    }

    private Answer.Joined ofCluster(long epoch, String nodeId, String owner) {
        List<PresentMember> members = clusterMembers(owner);
        SwarmTopology topology = topology(Topology.HIERARCHICAL, members);
        return new Answer.Joined(
                node.name(),
                epoch,
                node.settings().swarm().memberLease().toMillis() / HEARTBEATS_IN_A_LEASE,
                topology.has(nodeId) ? topology.neighbours(nodeId) : List.of(),
                List.of(),
                topology.warnings());
    }

    /// The members of a session's swarm.
    public CompletionStage<SwarmView> of(UUID session, String owner) {
        return asks.ask(
                        session,
                        owner,
                        Answer.SwarmMembers.class,
                        patience(),
                        replyTo -> new SessionCommand.ReadSwarm(owner, replyTo))
                .thenCombine(
                        node.links().traffic(session),
                        (swarm, traffic) -> view(
                                session,
                                swarm.epoch(),
                                swarm.topology(),
                                swarm.members(),
                                swarm.voters(),
                                new SwarmView.Aggregation(
                                        swarm.rule().name().toLowerCase(Locale.ROOT),
                                        swarm.reporters().stream()
                                                .map(SwarmDoor::reporter)
                                                .toList()),
                                traffic));
    }

    /// The members of the cluster: its nodes, and those of `owner`.
    public SwarmView ofCluster(String owner) {
        List<PresentMember> members = clusterMembers(owner);
        long epoch =
                members.stream().mapToLong(each -> each.member().epoch()).max().orElse(0);
        int voters = (int) members.stream().filter(PresentMember::votes).count();
        return view(null, epoch, Topology.HIERARCHICAL, members, voters, null, List.of());
    }

    /// Nodes by name, then those of this owner by node id.
    private List<PresentMember> clusterMembers(String owner) {
        List<PresentMember> all = registry.present(owner::equals);
        Set<String> names = all.stream()
                .filter(PresentMember::node)
                .map(each -> each.member().nodeId())
                .collect(Collectors.toSet());
        return Stream.of(true, false)
                .flatMap(nodes -> all.stream()
                        .filter(each -> each.node() == nodes)
                        // A name that a node has too is the node's.
                        .filter(each -> nodes || !names.contains(each.member().nodeId()))
                        .sorted(Comparator.comparing(each -> each.member().nodeId())))
                .toList();
    }

    private static SwarmTopology topology(Topology kind, List<PresentMember> members) {
        int nodes = (int) members.stream().filter(PresentMember::node).count();
        return SwarmTopology.of(
                // Before this node knows any other, itself included, there is nobody to coordinate.
                nodes == 0 ? Topology.MESH : kind,
                members.stream().map(each -> each.member().nodeId()).toList(),
                Math.max(1, nodes));
    }

    private static SwarmView view(
            @Nullable UUID session,
            long epoch,
            Topology kind,
            List<PresentMember> members,
            int voters,
            SwarmView.@Nullable Aggregation aggregation,
            List<SwarmView.Traffic> traffic) {
        SwarmTopology topology = topology(kind, members);
        return new SwarmView(
                session,
                epoch,
                members.stream()
                        .map(each -> new SwarmView.Member(each.member(), each.node(), each.lastSeenMillis()))
                        .toList(),
                kind.name().toLowerCase(Locale.ROOT),
                topology.edges().stream()
                        .map(link -> new SwarmView.Edge(link.a(), link.b()))
                        .toList(),
                aggregation,
                2 * voters / 3 + 1,
                Math.max(0, (voters - 1) / 3),
                traffic,
                topology.warnings());
    }

    private static SwarmView.Reporter reporter(ReportBook.Standing s) {
        return new SwarmView.Reporter(
                s.nodeId(), s.reports(), s.outside(), s.distrusted(), s.estimates(), s.latencyMs());
    }
}
