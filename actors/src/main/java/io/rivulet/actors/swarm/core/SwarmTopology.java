// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.numerics.partition.Topology;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which members of a swarm are linked, and whom a member passes a message on to. Everybody who has the same
/// members in the same order gets the same links.
///
/// | topology | links | who passes on |
/// |---|---|---|
/// | mesh | each to each, n(n−1)/2 | nobody |
/// | star | the hub to each, n−1 | the hub |
/// | hierarchical | c coordinators among each other, each worker to one: c(c−1)/2 + n−c | coordinators |
/// | ring | each to the next, the last to the first, n | each, away from whom it has it from |
///
/// A worker's coordinator is the one with the highest hash of both names (rendezvous): when a coordinator goes,
/// only its own workers move.
///
/// **Thread** immutable. **Cost** of [#edges] O(links), of the rest O(n) at most.
public final class SwarmTopology {
    /// Two members that may send to each other; `a` comes first in the order of the members.
    public record Link(String a, String b) {}

    /// A mesh of more members has more links than is good for it.
    public static final int MESH_MEMBERS = 16;

    private final Topology kind;
    private final List<String> members;
    private final Map<String, Integer> places = new HashMap<>();
    private final int coordinators;
    private final Map<String, String> coordinatorOf = new HashMap<>();

    private SwarmTopology(Topology kind, List<String> members, int coordinators) {
        this.kind = kind;
        this.members = List.copyOf(members);
        this.coordinators = coordinators;
        for (String member : members) {
            if (places.put(member, places.size()) != null) {
                throw new IllegalArgumentException(member + " is there twice");
            }
        }
        if (kind == Topology.HIERARCHICAL) {
            for (String worker : this.members.subList(coordinators, this.members.size())) {
                coordinatorOf.put(worker, rendezvous(worker, this.members.subList(0, coordinators)));
            }
        }
    }

    /// @param members each once; the first is a star's hub
    /// @param coordinators so many of the first ones coordinate, at least 1 where there is a member; counts
    ///     only where the topology is hierarchical
    public static SwarmTopology of(Topology kind, List<String> members, int coordinators) {
        if (!members.isEmpty() && (coordinators < 1 || coordinators > members.size())) {
            throw new IllegalArgumentException(coordinators + " coordinators of " + members.size() + " members");
        }
        return new SwarmTopology(kind, members, coordinators);
    }

    /// What whoever chose it should know.
    public List<String> warnings() {
        int n = members.size();
        return kind == Topology.MESH && n > MESH_MEMBERS
                ? List.of("large_mesh: " + n + " members have " + n * (n - 1) / 2 + " links; above " + MESH_MEMBERS
                        + " members choose flow_nexus.swarm_topology star or hierarchical")
                : List.of();
    }

    public Topology kind() {
        return kind;
    }

    public List<String> members() {
        return members;
    }

    public boolean has(String member) {
        return places.containsKey(member);
    }

    /// All links, each once.
    public List<Link> edges() {
        List<Link> links = new ArrayList<>();
        for (int k = 0; k < members.size(); k++) {
            for (String neighbour : neighbours(members.get(k))) {
                if (place(neighbour) > k) {
                    links.add(new Link(members.get(k), neighbour));
                }
            }
        }
        return links;
    }

    /// The members that `member` is linked to, in the order of the members. **Errors**
    /// [IllegalArgumentException] for one that is none.
    public List<String> neighbours(String member) {
        int own = place(member);
        return switch (kind) {
            case MESH -> others(members, member);
            case STAR -> own == 0 ? others(members, member) : List.of(members.getFirst());
            case HIERARCHICAL -> hierarchical(member, own);
            case RING -> ring(own);
        };
    }

    private List<String> hierarchical(String member, int own) {
        String coordinator = coordinatorOf.get(member);
        if (coordinator != null) {
            return List.of(coordinator);
        }
        List<String> linked = new ArrayList<>(others(members.subList(0, coordinators), members.get(own)));
        for (String worker : members.subList(coordinators, members.size())) {
            if (member.equals(coordinatorOf.get(worker))) {
                linked.add(worker);
            }
        }
        return linked;
    }

    private List<String> ring(int own) {
        int n = members.size();
        Set<Integer> beside = new HashSet<>(List.of((own + 1) % n, (own + n - 1) % n));
        beside.remove(own);
        return beside.stream().sorted().map(members::get).toList();
    }

    private static List<String> others(List<String> all, String member) {
        return all.stream().filter(each -> !each.equals(member)).toList();
    }

    /// Whom `self` passes a message on to that it has from its neighbour `from`.
    public List<String> next(String self, String from) {
        return switch (kind) {
            case MESH -> List.of();
            case STAR -> place(self) == 0 ? others(neighbours(self), from) : List.of();
            case HIERARCHICAL -> downOrAcross(self, from);
            case RING -> others(neighbours(self), from);
        };
    }

    /// From a worker to all the others; from another coordinator down only.
    private List<String> downOrAcross(String self, String from) {
        if (coordinatorOf.containsKey(self)) {
            return List.of();
        }
        boolean fromWorker = coordinatorOf.containsKey(from);
        return neighbours(self).stream()
                .filter(each -> !each.equals(from))
                .filter(each -> fromWorker || coordinatorOf.containsKey(each))
                .toList();
    }

    /// The neighbour that a message for `dest` goes to from `self`, which is another one; around a ring by the
    /// shorter way.
    public String towards(String self, String dest) {
        int own = place(self);
        int target = place(dest);
        return switch (kind) {
            case MESH -> dest;
            case STAR -> own == 0 ? dest : members.getFirst();
            case HIERARCHICAL -> {
                String coordinator = coordinatorOf.get(self);
                if (coordinator != null) {
                    yield coordinator;
                }
                String other = coordinatorOf.getOrDefault(dest, dest);
                yield other.equals(self) ? dest : other;
            }
            case RING -> {
                int n = members.size();
                int ahead = (target - own + n) % n;
                yield members.get((ahead <= n / 2 ? own + 1 : own + n - 1) % n);
            }
        };
    }

    /// The members that a message of `from` passes on its way to `dest`, both included.
    public List<String> route(String from, String dest) {
        List<String> way = new ArrayList<>(List.of(from));
        while (!way.getLast().equals(dest)) {
            way.add(towards(way.getLast(), dest));
        }
        return way;
    }

    /// The member after `self` in their order, after the last the first.
    public String successor(String self) {
        return members.get((place(self) + 1) % members.size());
    }

    /// With so many hops a message of `origin` to all reaches each member.
    public int reach() {
        int n = members.size();
        return n <= 1
                ? 0
                : switch (kind) {
                    case MESH -> 1;
                    case STAR -> Math.min(2, n - 1);
                    case HIERARCHICAL -> Math.min(coordinators == 1 ? 2 : 3, n - 1);
                    case RING -> n / 2;
                };
    }

    private int place(String member) {
        Integer place = places.get(member);
        if (place == null) {
            throw new IllegalArgumentException(member + " is no member");
        }
        return place;
    }

    /// The candidate with the highest weight for `worker`; of equal ones the first.
    static String rendezvous(String worker, List<String> candidates) {
        String best = candidates.getFirst();
        long highest = weight(worker, best);
        for (String candidate : candidates.subList(1, candidates.size())) {
            long weight = weight(worker, candidate);
            if (Long.compareUnsigned(weight, highest) > 0) {
                best = candidate;
                highest = weight;
            }
        }
        return best;
    }

    /// FNV-1a over both names, mixed: the same on every machine.
    private static long weight(String worker, String candidate) {
        long hash = 0xCBF29CE484222325L;
        for (String part : List.of(worker, "\0", candidate)) {
            for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
            }
        }
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }
}
