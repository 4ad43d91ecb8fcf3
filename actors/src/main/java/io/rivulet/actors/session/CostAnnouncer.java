// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.swarm.core.Roster;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.view.CostDelta;
import io.rivulet.serialization.view.SwarmJson;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells a session's swarm of changed costs, with the links as they are at that moment.
final class CostAnnouncer {
    /// Changes of the links while a session has one incarnation; the next one begins above them.
    private static final int EPOCHS = 20;

    private final UUID id;
    private final SessionNode node;
    private @Nullable Roster last;

    CostAnnouncer(UUID id, SessionNode node) {
        this.id = id;
        this.node = node;
    }

    /// Once the session is over: nobody was told of one without a swarm.
    void ended() {
        if (last != null) {
            node.links().ended(id);
            last = null;
        }
    }

    void announce(Output.Announce announce, SessionState durable) {
        SessionEvent.SessionOpened opened = durable.openedOrThrow();
        long now = node.clock().millis();
        Roster roster = Roster.of(
                        opened.owner(),
                        durable.incarnation() << EPOCHS,
                        opened.settings().swarm().topology(),
                        Roster.order(
                                PresentMember.node(node.name(), now),
                                node.swarm().get(),
                                announce.own()),
                        node.members()::hears)
                .after(last);
        last = roster;
        CostDelta delta = announce.delta();
        byte[] frame = SwarmJson.costDelta(delta, id, node.name(), now);
        node.links().announce(id, roster, delta.depth(), delta.revision(), JsonFragment.adopt(frame));
    }
}
