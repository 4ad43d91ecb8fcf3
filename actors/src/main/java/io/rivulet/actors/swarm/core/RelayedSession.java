// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.view.SwarmView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One session as one node's [Relay] knows it: its links, a [Forwarder] for each member acted for, and counts.
/// **Bounded by** the members. **Thread** one at a time.
final class RelayedSession {
    /// @param delivered the letter was the first for its member
    /// @param copies to be sent on
    record Step(boolean delivered, List<Letter> copies) {}

    private final String self;
    private final SeenIds seen;
    private final Map<String, Forwarder> forwarders = new HashMap<>();
    private @Nullable Roster roster;
    private SwarmTopology topology = SwarmTopology.of(Topology.MESH, List.of(), 1);
    private Map<String, String> nodes = Map.of();
    private long revision;
    private long sent;
    private long sentBytes;
    private long received;
    private long receivedBytes;
    private long delivered;
    private long duplicates;
    private long staleEpoch;
    private long strangers;
    private long lost;
    private long told;
    private long untold;

    RelayedSession(String self, SeenIds seen) {
        this.self = self;
        this.seen = seen;
    }

    @Nullable
    Roster roster() {
        return roster;
    }

    /// Of the links, 0 before any are known.
    long epoch() {
        return roster == null ? 0 : roster.epoch();
    }

    String owner() {
        return roster == null ? "" : roster.owner();
    }

    /// Older links than those known are no news.
    void learn(Roster news) {
        if (news.epoch() > epoch()) {
            roster = news;
            topology = news.topology();
            nodes = news.nodes();
            forwarders.keySet().removeIf(member -> !topology.has(member));
            forwarders.values().forEach(forwarder -> forwarder.members(topology, news.epoch()));
        }
    }

    void heardOf(long newer) {
        revision = Math.max(revision, newer);
    }

    /// The node that acts for `member`; this one for whoever is unknown here.
    String nodeOf(String member) {
        return nodes.getOrDefault(member, self);
    }

    private Forwarder forwarder(String member) {
        return forwarders.computeIfAbsent(member, _ -> new Forwarder(member, topology, epoch(), seen));
    }

    List<Letter> begin(UUID session, SwarmHeader header, long of, JsonFragment said, long nanos) {
        return copies(session, self, of, said, forwarder(self).send(header, nanos));
    }

    /// A letter to one of the members that this node acts for; to nobody else where its sender knew the same links.
    Step receive(Letter letter, long nanos) {
        received++;
        receivedBytes += letter.said().size();
        heardOf(letter.revision());
        if (!topology.has(letter.to())) {
            strangers++;
            return new Step(false, List.of());
        }
        Forwarder.Received outcome = forwarder(letter.to()).receive(letter.header(), letter.from(), nanos);
        switch (outcome.outcome()) {
            case DELIVERED -> delivered++;
            case PASSED -> {}
            case DUPLICATE -> duplicates++;
            case STALE_EPOCH -> staleEpoch++;
            case STRANGER -> strangers++;
        }
        return new Step(
                outcome.outcome() == Forwarder.Outcome.DELIVERED,
                copies(letter.session(), letter.to(), letter.revision(), letter.said(), outcome.sends()));
    }

    private List<Letter> copies(UUID session, String from, long of, JsonFragment said, List<Forwarder.Send> sends) {
        List<Letter> copies = new ArrayList<>();
        for (Forwarder.Send send : sends) {
            sent++;
            sentBytes += said.size();
            copies.add(new Letter(session, from, send.to(), send.header(), of, said));
        }
        return copies;
    }

    void lost() {
        lost++;
    }

    void told(boolean taken) {
        if (taken) {
            told++;
        } else {
            untold++;
        }
    }

    SwarmView.Traffic traffic() {
        return new SwarmView.Traffic(
                self,
                epoch(),
                revision,
                sent,
                sentBytes,
                received,
                receivedBytes,
                delivered,
                duplicates,
                staleEpoch,
                strangers,
                lost,
                told,
                untold);
    }
}
