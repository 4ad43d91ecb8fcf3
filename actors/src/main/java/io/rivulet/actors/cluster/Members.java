// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import io.rivulet.actors.consensus.VoterMessage;
import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VotingKeys;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;

/// What members have told last, and since when those that fell silent have been.
/// **Thread** any. **Bounded by** the members, and [#REMEMBERED] that are gone.
public final class Members {
    private static final int REMEMBERED = 256;

    private final Map<String, NodeVitals> byAddress = new ConcurrentHashMap<>();
    private final Map<String, Long> silentSince = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final Set<String> removedVoters = new LinkedHashSet<>();
    private volatile Electorate electorate = Electorate.NOBODY;

    void told(NodeVitals vitals) {
        boolean isNew = byAddress.put(vitals.address(), vitals) == null;
        if (isNew) {
            // A node of this name that fell silent was another one.
            heardAgain(vitals.address());
        }
        synchronized (removedVoters) {
            removedVoters.remove(vitals.name());
            look();
        }
    }

    /// Who may vote: the same object while nothing has changed.
    public Electorate electorate() {
        return electorate;
    }

    /// How the voter of this name is asked; empty while nothing is heard of it.
    public Optional<ActorRef<VoterMessage>> voter(String name) {
        return silentSince(name).isPresent()
                ? Optional.empty()
                : byAddress.values().stream()
                        .filter(vitals -> vitals.name().equals(name))
                        .map(NodeVitals::voting)
                        .filter(Objects::nonNull)
                        .map(NodeVitals.Voting::door)
                        .findFirst();
    }

    /// What is no key could not be written down, and so would keep every session's journal from going on.
    static boolean hasKey(NodeVitals vitals) {
        NodeVitals.Voting voting = vitals.voting();
        return voting != null && VotingKeys.isKey(voting.publicKey());
    }

    private void look() {
        List<Voter> present = byAddress.values().stream()
                .filter(Members::hasKey)
                .map(vitals -> new Voter(
                        vitals.name(), Objects.requireNonNull(vitals.voting()).publicKey()))
                .sorted(Comparator.comparing(Voter::name).thenComparing(Voter::publicKey))
                .toList();
        Electorate now = new Electorate(present, removedVoters);
        if (!now.equals(electorate)) {
            electorate = now;
        }
    }

    /// Nothing is heard of the member any more.
    void silent(String address, long sinceMillis) {
        nameOf(address).ifPresent(name -> {
            synchronized (silentSince) {
                silentSince.putIfAbsent(name, sinceMillis);
            }
        });
    }

    void heardAgain(String address) {
        nameOf(address).ifPresent(name -> {
            synchronized (silentSince) {
                silentSince.remove(name);
            }
        });
    }

    /// It has left the cluster, whatever the reason.
    void removed(String address) {
        NodeVitals gone = byAddress.remove(address);
        synchronized (removedVoters) {
            boolean elsewhere = gone != null
                    && byAddress.values().stream()
                            .anyMatch(vitals -> vitals.name().equals(gone.name()));
            if (gone != null && gone.voting() != null && !elsewhere) {
                removedVoters.add(gone.name());
                if (removedVoters.size() > REMEMBERED) {
                    removedVoters.remove(removedVoters.iterator().next());
                }
            }
            look();
        }
    }

    public Optional<NodeVitals> at(String address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /// **Errors** `capacity_exceeded` where a new session that needs so many bytes would leave no room for those of a
    /// member that may be lost.
    public void requireRoom(long bytes) {
        ClusterRoom.of(byAddress.values()).refusal(bytes).ifPresent(problem -> {
            throw problem.exception();
        });
    }

    /// Whether a node of this name is there, and heard of.
    public boolean hears(String name) {
        return silentSince(name).isEmpty()
                && byAddress.values().stream().anyMatch(vitals -> vitals.name().equals(name));
    }

    public Optional<String> nameOf(String address) {
        return at(address).map(NodeVitals::name);
    }

    /// When the node of this name fell silent, if it has; a node that comes back under the same name is another one.
    public OptionalLong silentSince(String name) {
        synchronized (silentSince) {
            Long since = silentSince.get(name);
            return since == null ? OptionalLong.empty() : OptionalLong.of(since);
        }
    }
}
