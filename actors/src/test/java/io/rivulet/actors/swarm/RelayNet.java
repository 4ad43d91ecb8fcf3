// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.swarm.core.Letter;
import io.rivulet.actors.swarm.core.Roster;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.view.SwarmView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Relays of several nodes in one actor system, each behind a wire that sees every letter to it and may be cut.
final class RelayNet implements AutoCloseable {
    static final UUID SESSION = new UUID(7, 7);
    static final JsonFragment SAID = JsonFragment.adopt("{\"type\":\"cost_delta\"}".getBytes(StandardCharsets.UTF_8));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ActorTestKit kit = ActorTestKit.create();
    private final Map<String, ActorRef<RelayMessage>> relays = new LinkedHashMap<>();
    final Queue<Letter> carried = new ConcurrentLinkedQueue<>();
    private final Set<Set<String>> cut = ConcurrentHashMap.newKeySet();
    private final AtomicLong dropped = new AtomicLong();
    private long forgotten;
    private final AtomicLong random = new AtomicLong();

    RelayNet(List<String> nodes) {
        nodes.forEach(this::spawn);
        greet();
    }

    private void spawn(String name) {
        relays.put(name, kit.spawn(SwarmRelayActor.create(name, random::incrementAndGet, () -> 0)));
    }

    private void greet() {
        for (Map.Entry<String, ActorRef<RelayMessage>> named : relays.entrySet()) {
            ActorRef<RelayMessage> wire = kit.spawn(wire(named.getValue()));
            relays.values().forEach(each -> each.tell(new RelayMessage.Hello(named.getKey(), wire)));
        }
    }

    private Behavior<RelayMessage> wire(ActorRef<RelayMessage> to) {
        return Behaviors.receiveMessage(message -> {
            if (message instanceof RelayMessage.Pass pass) {
                Letter letter = pass.letter();
                carried.add(letter);
                if (cut.contains(Set.of(letter.from(), letter.to()))) {
                    dropped.incrementAndGet();
                    return Behaviors.same();
                }
            }
            to.tell(message);
            return Behaviors.same();
        });
    }

    /// No letter goes over this link any more.
    RelayNet cut(String a, String b) {
        cut.add(Set.of(a, b));
        return this;
    }

    /// The node's relay ends, and another begins in its place that knows nothing.
    void restart(String name) throws Exception {
        SwarmView.Traffic former = traffic(name);
        forgotten += former.sent() - former.received() - former.lost();
        kit.stop(relay(name));
        spawn(name);
        greet();
    }

    ActorRef<RelayMessage> relay(String name) {
        ActorRef<RelayMessage> relay = relays.get(name);
        assertThat(relay).isNotNull();
        return relay;
    }

    /// Every member is a node.
    static Roster roster(Topology kind, long epoch, int coordinators, List<String> members) {
        return new Roster(
                "ann",
                epoch,
                kind,
                members.stream().map(name -> new Roster.Place(name, name)).toList(),
                coordinators);
    }

    RelayNet announce(String origin, Roster roster, int depth, long revision) throws Exception {
        relay(origin).tell(new RelayMessage.Announce(SESSION, roster, depth, revision, SAID));
        settle();
        return this;
    }

    /// Waits until every copy that was sent has arrived or was cut off: until two readings of all counts are the same
    /// and balance.
    void settle() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<SwarmView.Traffic> before = List.of();
        while (true) {
            List<SwarmView.Traffic> now = new ArrayList<>();
            for (String name : relays.keySet()) {
                now.add(traffic(name));
            }
            long sent = now.stream().mapToLong(SwarmView.Traffic::sent).sum();
            long arrived = now.stream()
                    .mapToLong(each -> each.received() + each.lost())
                    .sum();
            if (now.equals(before) && sent + forgotten == arrived + dropped.get()) {
                return;
            }
            assertThat(System.nanoTime()).as("not settled: %s", now).isLessThan(deadline);
            before = now;
        }
    }

    SwarmView.Traffic traffic(String name) throws Exception {
        return AskPattern.<RelayMessage, RelayMessage.Traffic>ask(
                        relay(name),
                        replyTo -> new RelayMessage.AskTraffic(SESSION, replyTo),
                        PATIENCE,
                        kit.scheduler())
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .of();
    }

    /// Nodes that have heard of `revision`.
    List<String> heard(long revision) throws Exception {
        List<String> names = new ArrayList<>();
        for (String name : relays.keySet()) {
            if (traffic(name).revision() == revision) {
                names.add(name);
            }
        }
        return names;
    }

    int worstHops() {
        return carried.stream().mapToInt(letter -> letter.header().hops()).max().orElse(0);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
