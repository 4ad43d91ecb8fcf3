// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.jspecify.annotations.Nullable;

/// The cluster as operators see and change it, from any of its nodes.
/// **More** docs/internals/nodes.md
/// **Thread** any.
public final class Membership {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long RETRY_MILLIS = 2_000;

    /// Whom the split-brain resolver counts.
    private static final Set<MemberStatus> VOTING = Set.of(MemberStatus.up(), MemberStatus.leaving());

    /// One member.
    ///
    /// @param state of the cluster's protocol, in lower case; `unreachable` where nothing is heard of it, and
    ///     `draining` before it leaves
    public record View(String address, String state, Set<NodeRole> roles, Optional<NodeVitals> vitals) {}

    private final ActorSystem<?> system;
    private final Members members = new Members();
    private final AtomicReference<@Nullable ActorRef<MemberActor.Command>> teller = new AtomicReference<>();
    private final AtomicReference<Runnable> onLeave = new AtomicReference<>(() -> {});
    private final AtomicReference<Runnable> onRemoved = new AtomicReference<>(() -> {});
    private final AtomicReference<LossWatch> losses = new AtomicReference<>(LossWatch.NOBODY);

    private Membership(ActorSystem<?> system) {
        this.system = system;
    }

    /// @param vitals reads this node's
    public static Membership start(
            ActorSystem<?> system, Supplier<CompletionStage<NodeVitals>> vitals, InstantSource clock) {
        var membership = new Membership(system);
        Duration pause =
                system.settings().config().getDuration("pekko.cluster.failure-detector.acceptable-heartbeat-pause");
        membership.teller.set(system.systemActorOf(
                MemberActor.create(new MemberActor.Parts(
                        membership.members,
                        vitals,
                        () -> membership.onLeave.get().run(),
                        () -> membership.onRemoved.get().run(),
                        membership.losses::get,
                        clock,
                        pause)),
                "rivulet-members",
                Props.empty()));
        return membership;
    }

    /// What a node does that is asked to leave: `leave` must not block.
    public void onLeave(Runnable leave) {
        onLeave.set(leave);
    }

    /// What is done each time a member has left the cluster, whatever the reason: `then` must not block.
    public void onRemoved(Runnable then) {
        onRemoved.set(then);
    }

    /// Who hears of members that are lost.
    public void onLost(LossWatch watch) {
        losses.set(watch);
    }

    public Members members() {
        return members;
    }

    /// Tells the others how this node fares, before the next second does.
    public void tellNow() {
        ActorRef<MemberActor.Command> actor = teller.get();
        if (actor != null) {
            actor.tell(new MemberActor.TellNow());
        }
    }

    /// Whether another member takes sessions, as far as this node knows.
    public boolean othersTakeSessions() {
        String self = Cluster.get(system).selfMember().address().toString();
        return all().stream()
                .filter(view -> !view.address().equals(self))
                .anyMatch(view -> view.state().equals("up") && view.roles().contains(NodeRole.SOLVER));
    }

    /// Whether this node is with fewer than half of the members, as the split-brain resolver will see it: from the
    /// moment
    /// in which it misses the others until it reaches them again or ends itself.
    public boolean isMinority() {
        ClusterEvent.CurrentClusterState state = Cluster.get(system).state();
        List<Member> voting = StreamSupport.stream(state.getMembers().spliterator(), false)
                .filter(member -> VOTING.contains(member.status()))
                .toList();
        if (state.getUnreachable().isEmpty() || voting.isEmpty()) {
            return false;
        }
        Set<Member> unreachable = state.getUnreachable();
        long reached =
                voting.stream().filter(member -> !unreachable.contains(member)).count();
        if (2 * reached != voting.size()) {
            return 2 * reached < voting.size();
        }
        Member lowest = voting.stream().min(Member.ordering()::compare).orElseThrow();
        return unreachable.contains(lowest);
    }

    /// All members that this node knows of, oldest first.
    public List<View> all() {
        ClusterEvent.CurrentClusterState state = Cluster.get(system).state();
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                .sorted((a, b) -> a.isOlderThan(b) ? -1 : b.isOlderThan(a) ? 1 : 0)
                .map(member -> view(member, state))
                .toList();
    }

    private View view(Member member, ClusterEvent.CurrentClusterState state) {
        String address = member.address().toString();
        Optional<NodeVitals> vitals = members.at(address);
        String protocol = member.status().toString().toLowerCase(Locale.ROOT);
        String shown = state.getUnreachable().contains(member)
                ? "unreachable"
                : vitals.filter(NodeVitals::draining).isPresent()
                                && member.status().equals(MemberStatus.up())
                        ? "draining"
                        : protocol;
        return new View(address, shown, roles(member), vitals);
    }

    private static Set<NodeRole> roles(Member member) {
        Set<NodeRole> roles = EnumSet.noneOf(NodeRole.class);
        member.getRoles().forEach(role -> NodeRole.of(role).ifPresent(roles::add));
        return roles;
    }

    /// Whether this node has the role, also before it has joined.
    public boolean has(NodeRole role) {
        return Cluster.get(system).selfMember().hasRole(role.wireName());
    }

    /// Whether this node is among the voters.
    public boolean votes() {
        return Arrays.stream(NodeRole.values()).anyMatch(role -> role.votes() && has(role));
    }

    /// Asks a member to leave in order: it ends its streams, hands its sessions over, leaves and ends.
    ///
    /// @param who its name, its address, or the `host:port` of that
    /// **Errors** `unsupported_value` for a member that is not there, `capacity_exceeded` for a silent one.
    public CompletionStage<View> leave(String who) {
        View member = find(who);
        return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                        system.receptionist(),
                        replyTo -> Receptionist.find(MemberActor.KEY, replyTo),
                        PATIENCE,
                        system.scheduler())
                .thenApply(listing -> {
                    ActorRef<MemberActor.Command> actor = listing.getServiceInstances(MemberActor.KEY).stream()
                            .filter(each -> addressOf(each).equals(member.address()))
                            .findFirst()
                            .orElseThrow(() -> unheard(member));
                    actor.tell(new MemberActor.Leave());
                    return member;
                });
    }

    private String addressOf(ActorRef<?> ref) {
        return ref.path().address().hasGlobalScope()
                ? ref.path().address().toString()
                : Cluster.get(system).selfMember().address().toString();
    }

    /// Removes a member that has fallen silent, without waiting for the cluster to do so. If it still runs, it ends.
    public View down(String who) {
        View member = find(who);
        Cluster cluster = Cluster.get(system);
        StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(each -> each.address().toString().equals(member.address()))
                .forEach(each -> cluster.manager().tell(new Down(each.address())));
        return member;
    }

    /// This node, as a member.
    public View self() {
        return find(Cluster.get(system).selfMember().address().toString());
    }

    private View find(String who) {
        List<View> all = all();
        return all.stream()
                .filter(each -> each.address().equals(who)
                        || each.address().endsWith("@" + who)
                        || each.vitals()
                                .map(NodeVitals::name)
                                .filter(who::equals)
                                .isPresent())
                .findFirst()
                .orElseThrow(() -> Problem.of(ProblemCode.UNSUPPORTED_VALUE, "There is no member " + shown(who))
                        .hint("Members are "
                                + String.join(
                                        ", ", all.stream().map(View::address).toList()))
                        .exception());
    }

    private static String shown(String who) {
        return who.length() <= 100 ? who : who.substring(0, 100) + "…";
    }

    private static RivuletException unheard(View member) {
        return Problem.of(ProblemCode.CAPACITY_EXCEEDED, "The member " + member.address() + " is not heard of now")
                .hint("If it has ended, it is removed by itself within seconds, or at once by `down`.")
                .retryAfter(RETRY_MILLIS)
                .exception();
    }
}
