// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.numerics.partition.Topology;
import java.util.ArrayList;
import java.util.List;

/// What one member does with messages of its swarm. A message is delivered once, however often it arrives; it
/// goes no further than its ttl, never back to whom it came from, and not at all where its origin knew a
/// membership older than the one before the present one.
///
/// A ring is gone around both ways at once: a message to all has ⌈(n−1)/2⌉ hops one way and ⌊(n−1)/2⌋ the
/// other, so that the two waves end side by side, n−1 messages in all. A message for one member takes the
/// topology's route to it.
///
/// **Bounded by** [SeenIds]. **Thread** one at a time. Deterministic.
public final class Forwarder {
    /// One copy to send.
    public record Send(String to, SwarmHeader header) {}

    /// What comes of a message that arrived.
    public enum Outcome {
        /// It is for this member.
        DELIVERED,
        /// It is for another one.
        PASSED,
        DUPLICATE,
        STALE_EPOCH,
        /// Its sender is no neighbour.
        STRANGER
    }

    /// @param sends to be carried out whatever the outcome
    public record Received(Outcome outcome, List<Send> sends) {
        public Received {
            sends = List.copyOf(sends);
        }
    }

    private final String self;
    private SwarmTopology topology;
    private long epoch;
    private final SeenIds seen;

    /// @param seen may be shared with other members that are acted for by the same thread
    public Forwarder(String self, SwarmTopology topology, long epoch, SeenIds seen) {
        this.self = self;
        this.seen = seen;
        this.topology = topology;
        this.epoch = epoch;
    }

    /// The membership has changed. Messages of the epoch before still count.
    public void members(SwarmTopology present, long presentEpoch) {
        topology = present;
        epoch = presentEpoch;
    }

    /// The copies to send of a message of this member; [SwarmHeader#ttl] is the hop limit.
    public List<Send> send(SwarmHeader header, long nanos) {
        seen.remember(self, header.id(), nanos);
        if (!topology.has(self)) {
            return List.of();
        }
        List<Send> copies = new ArrayList<>();
        if (header.dest().equals(SwarmHeader.ALL)) {
            for (String neighbour : topology.neighbours(self)) {
                copy(neighbour, header.within(limit(neighbour, header)), copies);
            }
        } else {
            copyTowards(header, copies);
        }
        return List.copyOf(copies);
    }

    private void copyTowards(SwarmHeader header, List<Send> copies) {
        if (topology.has(header.dest()) && !header.dest().equals(self)) {
            copy(topology.towards(self, header.dest()), header, copies);
        }
    }

    /// As [#send], begun with these neighbours only: one of a ring's two, and it is gone around one way.
    public List<Send> send(SwarmHeader header, List<String> first, long nanos) {
        seen.remember(self, header.id(), nanos);
        List<Send> copies = new ArrayList<>();
        first.forEach(neighbour -> copy(neighbour, header, copies));
        return List.copyOf(copies);
    }

    private int limit(String neighbour, SwarmHeader header) {
        int others = topology.members().size() - 1;
        return topology.kind() != Topology.RING
                ? header.ttl()
                : neighbour.equals(topology.successor(self)) ? (others + 1) / 2 : others / 2;
    }

    public Received receive(SwarmHeader header, String from, long nanos) {
        if (header.epoch() < epoch - 1) {
            return new Received(Outcome.STALE_EPOCH, List.of());
        }
        if (!topology.has(self) || !topology.neighbours(self).contains(from)) {
            return new Received(Outcome.STRANGER, List.of());
        }
        if (!seen.remember(self, header.id(), nanos)) {
            return new Received(Outcome.DUPLICATE, List.of());
        }
        boolean toAll = header.dest().equals(SwarmHeader.ALL);
        List<Send> copies = new ArrayList<>();
        if (toAll) {
            topology.next(self, from).forEach(next -> copy(next, header, copies));
        } else {
            copyTowards(header, copies);
        }
        boolean delivered = toAll || header.dest().equals(self);
        return new Received(delivered ? Outcome.DELIVERED : Outcome.PASSED, copies);
    }

    /// Nothing where the message may go no further. One for a neighbour goes to it alone.
    private static void copy(String to, SwarmHeader header, List<Send> copies) {
        if (header.ttl() > 0) {
            copies.add(new Send(to, header.oneFurther()));
        }
    }
}
