// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.rivulet.actors.peer.PeerListing;
import io.rivulet.actors.wire.ClusterMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/// Where agents reach the coordinators of other nodes.
/// **Owns** the list, in memory.   **Survives** nothing: it asks again.   **Bounded by** the nodes of the cluster.
final class Neighbours {
    private static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "rivulet-quic-neighbours");
    /// Those that have not answered are asked again this often.
    private static final Duration AGAIN = Duration.ofSeconds(1);

    sealed interface Command extends ClusterMessage {}

    private record Listed(Set<ActorRef<Command>> all) implements Command {}

    private enum Ask implements Command {
        ASK
    }

    record Question(ActorRef<Command> replyTo) implements Command {}

    /// @param address HOST:PORT; empty where agents are not to be told any
    record Told(ActorRef<Command> from, String address) implements Command {}

    private final ActorContext<Command> context;
    private final String own;
    private final Consumer<List<String>> changed;
    private final Map<ActorRef<Command>, String> known = new HashMap<>();
    private Set<ActorRef<Command>> listed = Set.of();

    private Neighbours(ActorContext<Command> context, String own, Consumer<List<String>> changed) {
        this.context = context;
        this.own = own;
        this.changed = changed;
    }

    /// @param own where agents reach this node
    /// @param changed hears where they reach the others, on this actor's thread
    static Behavior<Command> create(String own, Consumer<List<String>> changed) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            PeerListing.join(context, KEY, Listed::new);
            timers.startTimerWithFixedDelay(Ask.ASK, AGAIN);
            var neighbours = new Neighbours(context, own, changed);
            return Behaviors.receiveMessage(neighbours::on);
        }));
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Listed listing -> {
                listed = listing.all();
                if (known.keySet().retainAll(listed)) {
                    tell();
                }
                ask();
            }
            case Ask _ -> ask();
            case Question question -> question.replyTo().tell(new Told(context.getSelf(), own));
            case Told told -> {
                if (listed.contains(told.from())) {
                    known.put(told.from(), told.address());
                    tell();
                }
            }
        }
        return Behaviors.same();
    }

    private void ask() {
        for (ActorRef<Command> other : listed) {
            if (!other.equals(context.getSelf()) && !known.containsKey(other)) {
                other.tell(new Question(context.getSelf()));
            }
        }
    }

    private void tell() {
        changed.accept(known.values().stream()
                .filter(address -> !address.isEmpty())
                .sorted()
                .toList());
    }
}
