// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm;

import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.cluster.NodeVitals;
import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.swarm.core.StandingMembers;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/// The members that every session with a swarm has: the cluster's nodes that hold sessions, and whoever joined
/// the cluster and no session. The same at every node, a few milliseconds apart.
/// **Thread** any.   **Bounded by** the cluster's nodes and [StandingMembers#MEMBERS].
/// **More** docs/internals/swarm.md
public final class SwarmRegistry {
    /// Who votes of whom.
    private record Voting(List<StandingMembers.Entry> entries, List<Electorate.Standing> voters) {}

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final Membership membership;
    private final InstantSource clock;
    private final ActorRef<StandingMembersActor.Command> actor;
    private final AtomicReference<List<StandingMembers.Entry>> known;
    private final AtomicReference<Voting> voting = new AtomicReference<>(new Voting(List.of(), List.of()));

    private SwarmRegistry(
            ActorSystem<?> system,
            Membership membership,
            InstantSource clock,
            ActorRef<StandingMembersActor.Command> actor,
            AtomicReference<List<StandingMembers.Entry>> known) {
        this.system = system;
        this.membership = membership;
        this.clock = clock;
        this.actor = actor;
        this.known = known;
    }

    /// @param lease a member that is silent for so long is removed
    public static SwarmRegistry start(
            ActorSystem<?> system, Membership membership, Duration lease, InstantSource clock) {
        var known = new AtomicReference<List<StandingMembers.Entry>>(List.of());
        var actor =
                system.systemActorOf(StandingMembersActor.create(lease, known, clock), "rivulet-swarm", Props.empty());
        return new SwarmRegistry(system, membership, clock, actor, known);
    }

    /// Nodes first.
    public List<PresentMember> present() {
        return present(_ -> true);
    }

    /// Nodes first, then the members of these owners.
    public List<PresentMember> present(Predicate<String> owners) {
        List<PresentMember> all = new ArrayList<>();
        for (Membership.View view : membership.all()) {
            String name = view.vitals().map(NodeVitals::name).orElse(null);
            if (name != null && view.roles().contains(NodeRole.SOLVER)) {
                all.add(new PresentMember(
                        new SwarmMember(
                                name,
                                List.of(MemberRole.VERIFIER, MemberRole.SOLVER),
                                0,
                                List.of(),
                                view.vitals().map(NodeVitals::version).orElse("")),
                        true,
                        membership.members().silentSince(name).orElse(clock.millis())));
            }
        }
        for (StandingMembers.Entry entry : known.get()) {
            if (owners.test(entry.owner())) {
                all.add(new PresentMember(entry.member(), false, entry.heardMillis(), entry.home()));
            }
        }
        return all;
    }

    /// Members that vote and are no nodes: the same list while they are the same.
    public List<Electorate.Standing> voters() {
        List<StandingMembers.Entry> entries = known.get();
        Voting last = voting.get();
        if (last.entries() == entries) {
            return last.voters();
        }
        List<Electorate.Standing> voters = new ArrayList<>();
        for (StandingMembers.Entry entry : entries) {
            String key = entry.member().publicKey();
            if (key != null && entry.member().votes()) {
                voters.add(new Electorate.Standing(new Voter(entry.member().nodeId(), key), entry.owner()));
            }
        }
        List<Electorate.Standing> now = voters.equals(last.voters()) ? last.voters() : List.copyOf(voters);
        voting.set(new Voting(entries, now));
        return now;
    }

    /// It is a member when the stage has completed, with the epoch of the membership. **Errors**
    /// `capacity_exceeded`, `unsupported_value` for the name of a node or of somebody else's member, and for
    /// another key than before.
    ///
    /// @param home the node that holds its socket, null where it has none
    public CompletionStage<Long> join(SwarmMember candidate, String owner, @Nullable String home) {
        boolean nodesName = present().stream()
                .anyMatch(each -> each.node() && each.member().nodeId().equals(candidate.nodeId()));
        return nodesName
                ? CompletableFuture.failedStage(
                        Problem.of(ProblemCode.UNSUPPORTED_VALUE, "A node of the cluster has this name")
                                .at("/node_id")
                                .hint("Choose a node_id of your own.")
                                .exception())
                : ask(replyTo -> new StandingMembersActor.Join(candidate, owner, home, replyTo));
    }

    /// A sign of life. **Errors** `forbidden` for one that is no member of this owner's (any more).
    ///
    /// @param home as in [#join]
    public CompletionStage<Long> heard(String nodeId, String owner, @Nullable String home) {
        return ask(replyTo -> new StandingMembersActor.Heard(nodeId, owner, home, replyTo));
    }

    private CompletionStage<Long> ask(
            Function<ActorRef<StandingMembersActor.Answer>, StandingMembersActor.Command> question) {
        return AskPattern.<StandingMembersActor.Command, StandingMembersActor.Answer>ask(
                        actor, question::apply, PATIENCE, system.scheduler())
                .thenApply(answer -> {
                    Problem problem = answer.problem();
                    if (problem != null) {
                        throw problem.exception();
                    }
                    return answer.epoch();
                });
    }
}
