// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.SimulationCommand.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/// The nodes that watch a simulation, and what they want.
/// **Thread** one. **Bounded by** the nodes of the cluster.
final class Watchers {
    private record Seat(Watch wish, long heardNanos, boolean answered) {}

    private final long leaseNanos;
    private final Map<ActorRef<HubMessage>, Seat> seats = new HashMap<>();
    private final Set<ActorRef<HubMessage>> forPicture = new HashSet<>();

    Watchers(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    void heard(Watch wish, long nowNanos) {
        Seat before = seats.get(wish.hub());
        boolean answered = before != null && before.answered && before.wish.version() == wish.version();
        seats.put(wish.hub(), new Seat(wish, nowNanos, answered));
    }

    void left(ActorRef<HubMessage> hub) {
        seats.remove(hub);
        forPicture.remove(hub);
    }

    void clear() {
        seats.clear();
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    List<ActorRef<HubMessage>> all() {
        return List.copyOf(seats.keySet());
    }

    Interest interest() {
        return Interest.all(
                seats.values().stream().map(each -> each.wish.interest()).toList());
    }

    /// Those whose wishes were not answered.
    List<Watch> takeNew() {
        List<Watch> fresh = new ArrayList<>();
        seats.replaceAll((_, seat) -> {
            if (seat.answered) {
                return seat;
            }
            fresh.add(seat.wish);
            return new Seat(seat.wish, seat.heardNanos, true);
        });
        return fresh;
    }

    /// Lets those go that have been silent. **Returns** whether nobody is left because of that.
    boolean expire(long nowNanos) {
        return seats.values().removeIf(each -> nowNanos - each.heardNanos > leaseNanos) && seats.isEmpty();
    }

    void wantsPicture(ActorRef<HubMessage> hub) {
        forPicture.add(hub);
    }

    boolean wantPicture() {
        return !forPicture.isEmpty();
    }

    List<ActorRef<HubMessage>> takeForPicture() {
        List<ActorRef<HubMessage>> hubs = List.copyOf(forPicture);
        forPicture.clear();
        return hubs;
    }
}
