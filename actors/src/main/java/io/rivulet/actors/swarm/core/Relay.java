// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.view.SwarmView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one node does with the messages of sessions' swarms: for itself, and for the members whose sockets it holds.
/// A letter that comes with links it does not know waits until it has learnt them from whoever sent it.
///
/// **Bounded by** [#SESSIONS]: those that were told of longest ago are forgotten with their counts; [#HELD] letters
/// that wait; [SeenIds]. **Thread** one at a time. Deterministic.
/// **More** docs/internals/swarm.md
public final class Relay {
    public static final int SESSIONS = 1_024;
    public static final int HELD = 256;

    /// What is to be done, in order.
    public sealed interface Action {
        /// Over to the node that acts for the receiver.
        record Send(String node, Letter letter) implements Action {}

        /// To a member's socket. The outcome is told by [Relay#told].
        record Tell(UUID session, String owner, String member, JsonFragment said) implements Action {}

        /// Ask whoever sent the letter for the links of its session.
        record AskRoster(UUID session) implements Action {}
    }

    private final String self;
    private final SeenIds seen = new SeenIds();
    private final Deque<Letter> held = new ArrayDeque<>();
    private long sequence;
    private final Map<UUID, RelayedSession> sessions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, RelayedSession> eldest) {
            return size() > SESSIONS;
        }
    };

    /// @param self the node's name
    public Relay(String self) {
        this.self = self;
    }

    private RelayedSession session(UUID id) {
        return sessions.computeIfAbsent(id, _ -> new RelayedSession(self, seen));
    }

    /// Begins a message of this node to all.
    ///
    /// @param id its own
    /// @param depth over so many links it may go
    public List<Action> announce(
            UUID session, Roster roster, UUID id, int depth, long revision, JsonFragment said, long nanos) {
        RelayedSession known = session(session);
        known.learn(roster);
        known.heardOf(revision);
        sequence++;
        var header = new SwarmHeader(id, self, sequence, SwarmHeader.ALL, depth, 0, roster.epoch());
        List<Action> actions = new ArrayList<>();
        Deque<Letter> here = new ArrayDeque<>();
        leave(known, known.begin(session, header, revision, said, nanos), here, actions);
        actions.addAll(carry(session, known, List.copyOf(here), nanos));
        return actions;
    }

    /// A letter from another node.
    public List<Action> receive(Letter letter, long nanos) {
        RelayedSession known = session(letter.session());
        if (known.epoch() < letter.header().epoch()) {
            if (held.size() >= HELD) {
                session(held.removeFirst().session()).lost();
            }
            held.addLast(letter);
            return List.of(new Action.AskRoster(letter.session()));
        }
        return carry(letter.session(), known, List.of(letter), nanos);
    }

    /// The links of a session, as a node that knows them says.
    public List<Action> learn(UUID session, Roster roster, long nanos) {
        RelayedSession known = session(session);
        known.learn(roster);
        List<Letter> ready = new ArrayList<>();
        Iterator<Letter> waiting = held.iterator();
        while (waiting.hasNext()) {
            Letter letter = waiting.next();
            if (letter.session().equals(session) && letter.header().epoch() <= known.epoch()) {
                waiting.remove();
                ready.add(letter);
            }
        }
        return carry(session, known, ready, nanos);
    }

    /// Arriving letters, and what comes of them inside this node.
    private List<Action> carry(UUID id, RelayedSession session, List<Letter> arriving, long nanos) {
        List<Action> actions = new ArrayList<>();
        Deque<Letter> here = new ArrayDeque<>(arriving);
        while (!here.isEmpty()) {
            Letter letter = here.removeFirst();
            RelayedSession.Step step = session.receive(letter, nanos);
            if (step.delivered() && !letter.to().equals(self)) {
                actions.add(new Action.Tell(id, session.owner(), letter.to(), letter.said()));
            }
            leave(session, step.copies(), here, actions);
        }
        return actions;
    }

    private void leave(RelayedSession session, List<Letter> copies, Deque<Letter> here, List<Action> actions) {
        for (Letter copy : copies) {
            String node = session.nodeOf(copy.to());
            if (node.equals(self)) {
                here.addLast(copy);
            } else {
                actions.add(new Action.Send(node, copy));
            }
        }
    }

    /// The links of `session` as far as this node knows them.
    public @Nullable Roster roster(UUID session) {
        RelayedSession known = sessions.get(session);
        return known == null ? null : known.roster();
    }

    /// Whether a member had a socket here that took what it was told.
    public void told(UUID session, boolean taken) {
        session(session).told(taken);
    }

    /// A copy for a node that can't be reached.
    public void lost(UUID session) {
        session(session).lost();
    }

    /// The session has ended: its links and counts are of no use to one that has its id later.
    public void forget(UUID session) {
        sessions.remove(session);
        held.removeIf(letter -> letter.session().equals(session));
    }

    /// What this node has had to do with the session; all 0 where it has not heard of it.
    public SwarmView.Traffic traffic(UUID session) {
        RelayedSession known = sessions.get(session);
        return (known == null ? new RelayedSession(self, seen) : known).traffic();
    }
}
