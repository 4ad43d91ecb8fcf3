// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where shards go, by the memory that their sessions need beside what their nodes have.
/// A node's load is that of its shards over its memory. Deterministic.
final class ShardPlacement {
    /// A shard without sessions weighs so much of its node, so that empty ones spread too.
    static final double EMPTY = 0.001;

    /// Nothing moves while the heaviest node has at most this many times the load of the lightest, or [#SMALL] more:
    /// a move stops its sessions for a moment.
    static final double BALANCED = 1.25;

    static final double SMALL = 0.02;

    /// Most shards that move in one round.
    static final int MOVES = 20;

    /// Most shards that move at a time from nodes that leave. A session pauses while its shard and those before it
    /// in line move: a few at a time keep that short, at the cost of a longer leave.
    static final int LEAVING = 2;

    /// A node with more of its memory taken gets no shard while another has room.
    static final double FULL = 0.8;

    /// Whether a node takes shards, gives its own away, or has not told.
    enum Standing {
        OPEN,
        LEAVING,
        UNKNOWN
    }

    /// A node as a place for shards.
    ///
    /// @param standing what is known of it
    /// @param memory bytes that its sessions may take together
    /// @param shards those that it has, with the bytes that their sessions need
    record Place(String address, Standing standing, long memory, Map<String, Long> shards) {
        boolean open() {
            return standing == Standing.OPEN;
        }

        double load() {
            return (double) bytes() / memory + EMPTY * shards.size();
        }

        private long bytes() {
            return shards.values().stream().mapToLong(Long::longValue).sum();
        }

        long bytesOf(String shard) {
            return Objects.requireNonNull(shards.get(shard));
        }

        boolean full() {
            return bytes() > FULL * memory;
        }
    }

    private ShardPlacement() {}

    /// The address for a new shard: the lightest open node with room, else the lightest open one, else the lightest.
    ///
    /// @param places at least one
    static String forNew(List<Place> places) {
        return places.stream()
                .min(Comparator.comparing((Place place) -> !place.open())
                        .thenComparing(Place::full)
                        .thenComparingDouble(Place::load)
                        .thenComparing(Place::address))
                .orElseThrow()
                .address();
    }

    /// The shards that have to leave their nodes, so that [#forNew] puts them onto lighter ones.
    static Set<String> toMove(List<Place> places) {
        List<Place> now = new ArrayList<>(places.stream().filter(Place::open).toList());
        Set<String> moved = new HashSet<>();
        while (now.size() > 1 && moved.size() < MOVES) {
            now.sort(Comparator.comparingDouble(Place::load).thenComparing(Place::address));
            Place lightest = now.getFirst();
            Place heaviest = now.getLast();
            if (heaviest.load() <= Math.max(BALANCED * lightest.load(), SMALL + lightest.load())) {
                break;
            }
            String best = best(heaviest, lightest);
            if (best == null) {
                break;
            }
            moved.add(best);
            now.set(now.size() - 1, without(heaviest, best));
            now.set(0, with(lightest, best, heaviest.bytesOf(best)));
        }
        return moved;
    }

    /// The next shards to move from nodes that leave, those with most sessions' bytes first: at most [#LEAVING] less
    /// those under way, none where no node takes them.
    static Set<String> toLeave(List<Place> places, Set<String> underWay) {
        if (places.stream().noneMatch(Place::open)) {
            return Set.of();
        }
        return places.stream()
                .filter(place -> place.standing() == Standing.LEAVING)
                .flatMap(place -> place.shards().entrySet().stream())
                .filter(shard -> !underWay.contains(shard.getKey()))
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(Math.max(0, LEAVING - underWay.size()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /// The shard whose move leaves the two nodes closest, or null where none makes the heavier of them lighter.
    private static @Nullable String best(Place heaviest, Place lightest) {
        String best = null;
        double least = heaviest.load();
        for (String shard : heaviest.shards().keySet().stream().sorted().toList()) {
            double after = Math.max(
                    without(heaviest, shard).load(),
                    with(lightest, shard, heaviest.bytesOf(shard)).load());
            if (after < least) {
                least = after;
                best = shard;
            }
        }
        return best;
    }

    private static Place without(Place place, String shard) {
        var left = new HashMap<>(place.shards());
        left.remove(shard);
        return new Place(place.address(), place.standing(), place.memory(), left);
    }

    private static Place with(Place place, String shard, long bytes) {
        var more = new HashMap<>(place.shards());
        more.put(shard, bytes);
        return new Place(place.address(), place.standing(), place.memory(), more);
    }
}
