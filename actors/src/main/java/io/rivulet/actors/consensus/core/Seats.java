// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.Voter;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where members that verify can be asked, as one node knows it: each socket at which one has joined is a door to it.
/// A member may be at several. What is not told again within a lease is
/// forgotten, so that a lost word and a lost node do no lasting harm.
///
/// **Thread** one.   **Bounded by** [#MOST], [#DOORS] each.
///
/// @param <D> a door
public final class Seats<D> {
    /// Members that are known.
    public static final int MOST = 16_384;

    /// Doors of one member.
    static final int DOORS = 4;

    /// Who is asked.
    ///
    /// @param session whose voter it is, null for all of the owner's that have a swarm
    public record Seat(String owner, @Nullable UUID session, Voter voter) {}

    /// @param sinceMillis when the member came to this door
    public record Taken<D>(Seat seat, D door, long sinceMillis) {}

    private record Known(long sinceMillis, long toldMillis) {}

    private final long leaseMillis;
    private final long startedMillis;
    private final Map<Seat, Map<D, Known>> doors = new HashMap<>();
    private final Map<Seat, Long> seenMillis = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Seat, Long> eldest) {
            return size() > MOST;
        }
    };

    public Seats(long leaseMillis, long startedMillis) {
        this.leaseMillis = leaseMillis;
        this.startedMillis = startedMillis;
    }

    /// False where there is no room.
    public boolean told(Taken<D> taken, long nowMillis) {
        if (!doors.containsKey(taken.seat()) && doors.size() >= MOST) {
            return false;
        }
        Map<D, Known> known = doors.computeIfAbsent(taken.seat(), _ -> new LinkedHashMap<>());
        // At the end, so that those forgotten first are those not seen for long.
        seenMillis.remove(taken.seat());
        seenMillis.put(taken.seat(), nowMillis);
        known.put(taken.door(), new Known(taken.sinceMillis(), nowMillis));
        if (known.size() > DOORS) {
            known.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().sinceMillis()))
                    .ifPresent(oldest -> known.remove(oldest.getKey()));
        }
        return true;
    }

    /// Nobody is behind these doors any more.
    public void gone(Collection<D> closed) {
        doors.values().forEach(known -> known.keySet().removeAll(closed));
        doors.values().removeIf(Map::isEmpty);
    }

    /// The member of this seat is not behind this door any more.
    public void left(Seat seat, D door) {
        Map<D, Known> known = doors.get(seat);
        if (known != null && known.remove(door) != null && known.isEmpty()) {
            doors.remove(seat);
        }
    }

    public void forget(long nowMillis) {
        doors.values().forEach(known -> known.values().removeIf(each -> nowMillis - each.toldMillis() >= leaseMillis));
        doors.values().removeIf(Map::isEmpty);
    }

    /// Whether this voter has been at no seat of the session, and at none for all of an owner's, for so long, since
    /// this node began to look. Whoever asks can't choose where is looked: an owner would be a word more to lie
    /// about.
    public boolean isGone(UUID session, Voter voter, long forMillis, long nowMillis) {
        Predicate<Seat> its = seat -> seat.voter().equals(voter)
                && (seat.session() == null || seat.session().equals(session));
        if (doors.keySet().stream().anyMatch(its)) {
            return false;
        }
        long seen = seenMillis.entrySet().stream()
                .filter(entry -> its.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .reduce(startedMillis, Math::max);
        return nowMillis - seen >= forMillis;
    }

    /// By seat its doors, the one that its member came to last first. All are to be asked: whoever joins under
    /// another's name and key, which are no secret, would silence it otherwise.
    public Map<Seat, List<D>> doors() {
        Map<Seat, List<D>> all = new HashMap<>();
        doors.forEach((seat, known) -> all.put(
                seat,
                known.entrySet().stream()
                        .sorted(Comparator.comparingLong((Map.Entry<D, Known> entry) ->
                                        entry.getValue().sinceMillis())
                                .reversed())
                        .map(Map.Entry::getKey)
                        .toList()));
        return Map.copyOf(all);
    }
}
