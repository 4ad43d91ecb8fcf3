// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Members that pass messages on over links that may be cut, one message after the other.
final class Trace {
    record Sent(String from, String to, int hops) {}

    final SwarmTopology topology;
    final Map<String, Forwarder> members = new LinkedHashMap<>();
    final List<Sent> sent = new ArrayList<>();
    final Map<String, Integer> deliveredAfter = new LinkedHashMap<>();
    private final Set<Set<String>> cut = new HashSet<>();
    private long messages;

    Trace(SwarmTopology topology) {
        this.topology = topology;
        topology.members().forEach(member -> members.put(member, new Forwarder(member, topology, 1, new SeenIds())));
    }

    Trace cut(String a, String b) {
        cut.add(Set.of(a, b));
        return this;
    }

    SwarmHeader header(String origin, String dest, int ttl) {
        messages++;
        return new SwarmHeader(new UUID(0, messages), origin, messages, dest, ttl, 0, 1);
    }

    Trace broadcast(String origin, int ttl) {
        return run(origin, members.get(origin).send(header(origin, SwarmHeader.ALL, ttl), 0));
    }

    Trace unicast(String origin, String dest) {
        return run(
                origin,
                members.get(origin).send(header(origin, dest, topology.members().size()), 0));
    }

    Trace run(String origin, List<Forwarder.Send> first) {
        record Arriving(String from, Forwarder.Send send) {}
        Deque<Arriving> under = new ArrayDeque<>();
        first.forEach(send -> under.addLast(new Arriving(origin, send)));
        while (!under.isEmpty()) {
            Arriving next = under.removeFirst();
            String to = next.send().to();
            sent.add(new Sent(next.from(), to, next.send().header().hops()));
            if (cut.contains(Set.of(next.from(), to))) {
                continue;
            }
            Forwarder.Received received = members.get(to).receive(next.send().header(), next.from(), 0);
            if (received.outcome() == Forwarder.Outcome.DELIVERED) {
                deliveredAfter.merge(to, next.send().header().hops(), (a, b) -> {
                    throw new AssertionError(to + " has it twice");
                });
            }
            received.sends().forEach(send -> under.addLast(new Arriving(to, send)));
        }
        return this;
    }

    int worstHops() {
        return deliveredAfter.values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }
}
