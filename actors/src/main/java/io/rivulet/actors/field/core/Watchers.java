// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/// The nodes that watch a simulation, and what they want.
/// **Thread** one. **Bounded by** the nodes of the cluster.
///
/// @param <H> how a node is addressed
final class Watchers<H> {
    private record Seat<H>(Wish<H> wish, long heardNanos, boolean answered) {}

    private final long leaseNanos;
    private final Map<H, Seat<H>> seats = new LinkedHashMap<>();
    private final Set<H> forPicture = new LinkedHashSet<>();

    Watchers(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    void heard(Wish<H> wish, long nowNanos) {
        Seat<H> before = seats.get(wish.hub());
        boolean answered = before != null && before.answered && before.wish.version() == wish.version();
        seats.put(wish.hub(), new Seat<>(wish, nowNanos, answered));
    }

    void left(H hub) {
        seats.remove(hub);
        forPicture.remove(hub);
    }

    void clear() {
        seats.clear();
        forPicture.clear();
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    List<H> all() {
        return List.copyOf(seats.keySet());
    }

    Interest interest() {
        return Interest.all(
                seats.values().stream().map(each -> each.wish.interest()).toList());
    }

    /// The last steps that they have seen, −1 for none.
    LongStream seen() {
        return seats.values().stream().mapToLong(each -> each.wish.after());
    }

    /// Those whose wishes were not answered.
    List<Wish<H>> takeNew() {
        List<Wish<H>> fresh = new ArrayList<>();
        seats.replaceAll((_, seat) -> {
            if (seat.answered) {
                return seat;
            }
            fresh.add(seat.wish);
            return new Seat<>(seat.wish, seat.heardNanos, true);
        });
        return fresh;
    }

    /// Lets those go that have been silent. **Returns** whether nobody is left because of that.
    boolean expire(long nowNanos) {
        boolean gone = seats.values().removeIf(each -> nowNanos - each.heardNanos > leaseNanos);
        if (gone) {
            forPicture.retainAll(seats.keySet());
        }
        return gone && seats.isEmpty();
    }

    void wantsPicture(H hub) {
        forPicture.add(hub);
    }

    boolean wantPicture() {
        return !forPicture.isEmpty();
    }

    List<H> takeForPicture() {
        List<H> hubs = List.copyOf(forPicture);
        forPicture.clear();
        return hubs;
    }
}
