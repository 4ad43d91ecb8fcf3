// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.numerics.partition.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who belongs to a session's swarm, in the order that its links go by, and which node acts for whom: a node for
/// itself, and for others the one that holds their socket.
///
/// @param owner of the session
/// @param epoch rises with each change, whichever node has the session
/// @param coordinators so many of the first members
public record Roster(String owner, long epoch, Topology kind, List<Place> places, int coordinators) {
    /// @param node that acts for the member
    public record Place(String member, String node) {}

    public Roster {
        places = List.copyOf(places);
    }

    /// @param members as [#order] puts them: the first is the node that has the session, and acts for whoever has no
    ///     other one
    /// @param there whether a node of this name is there; it need not be a member
    public static Roster of(
            String owner, long epoch, Topology kind, List<PresentMember> members, Predicate<String> there) {
        String first = members.getFirst().member().nodeId();
        List<Place> places = new ArrayList<>();
        for (PresentMember each : members) {
            String name = each.member().nodeId();
            String home = each.home();
            places.add(new Place(name, each.node() ? name : home != null && there.test(home) ? home : first));
        }
        int nodes = (int) members.stream().filter(PresentMember::node).count();
        return new Roster(owner, epoch, kind, places, nodes);
    }

    /// The order that all members share: the node `self`, the other nodes by name, everybody else by node id.
    ///
    /// @param self the node that has the session, as a member
    /// @param cluster its nodes, and those that joined it and no session
    /// @param own the session's own members; the cluster has none of their names, or it is this one that counts
    public static List<PresentMember> order(PresentMember self, List<PresentMember> cluster, List<PresentMember> own) {
        Map<String, PresentMember> nodes = new TreeMap<>();
        Map<String, PresentMember> external = new TreeMap<>();
        for (PresentMember other : cluster) {
            (other.node() ? nodes : external).put(other.member().nodeId(), other);
        }
        own.forEach(member -> external.merge(member.member().nodeId(), member, (listed, mine) -> mine.orAt(listed)));
        // A name that a node has too is the node's.
        external.keySet().removeAll(nodes.keySet());
        external.remove(self.member().nodeId());
        PresentMember asListed = nodes.remove(self.member().nodeId());
        List<PresentMember> all = new ArrayList<>();
        all.add(asListed == null ? self : asListed);
        all.addAll(nodes.values());
        all.addAll(external.values());
        return List.copyOf(all);
    }

    /// `before` where it links the same members in the same way and is not of an earlier life of the session; else
    /// this one with an epoch behind that.
    public Roster after(@Nullable Roster before) {
        if (before == null || before.epoch < epoch) {
            return this;
        }
        return equals(before.of(epoch)) ? before : of(before.epoch + 1);
    }

    private Roster of(long newEpoch) {
        return new Roster(owner, newEpoch, kind, places, coordinators);
    }

    SwarmTopology topology() {
        return SwarmTopology.of(kind, places.stream().map(Place::member).toList(), coordinators);
    }

    Map<String, String> nodes() {
        Map<String, String> nodes = new HashMap<>();
        places.forEach(place -> nodes.put(place.member(), place.node()));
        return nodes;
    }
}
