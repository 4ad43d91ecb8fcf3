// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.parcel.Parcels;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/// Says to nodes with viewers what there is to say of one simulation, in messages that fit the transport.
final class HubTeller {
    /// Updates in one message.
    private static final int BATCH = 100;
    private static final int FIELDS = 3;

    private final String simulation;
    private final Parcels parcels;

    HubTeller(String simulation, Parcels parcels) {
        this.simulation = simulation;
        this.parcels = parcels;
    }

    /// Updates with fields go one by one.
    void tell(List<ActorRef<HubMessage>> hubs, List<FieldUpdate> updates) {
        for (int from = 0; from < updates.size(); ) {
            int to = from + 1;
            while (to < updates.size() && to - from < BATCH && updates.get(from).potential() == null) {
                to++;
            }
            var message = new HubMessage.Updates(simulation, List.copyOf(updates.subList(from, to)));
            hubs.forEach(hub -> hub.tell(message));
            from = to;
        }
    }

    void show(List<ActorRef<HubMessage>> hubs, FieldSnapshot snapshot) {
        var whole = new HubMessage.Pictured(simulation, snapshot);
        boolean large = (long) FIELDS * snapshot.potential().length > Parcels.WHOLE_BYTES;
        for (ActorRef<HubMessage> hub : hubs) {
            hub.tell(large && Parcels.isRemote(hub) ? new HubMessage.Wrapped(simulation, parcels.wrap(whole)) : whole);
        }
    }

    void failed(List<ActorRef<HubMessage>> hubs, String words) {
        hubs.forEach(hub -> hub.tell(new HubMessage.Failed(simulation, words)));
    }
}
