// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.field.core.Interest;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.wire.ClusterMessage;
import java.util.List;
import java.util.function.Consumer;

/// What may be said to a [FieldHub].
sealed interface HubMessage {
    /// From a simulation, perhaps of another node.
    sealed interface FromSimulation extends HubMessage, ClusterMessage {
        String simulation();
    }

    /// Updates after `step` follow.
    ///
    /// @param version that of the [SimulationCommand.Watch] which is answered
    /// @param covered whether every step since its `after` follows
    record Watching(String simulation, long version, long step, boolean covered) implements FromSimulation {}

    record Updates(String simulation, List<FieldUpdate> updates) implements FromSimulation {}

    record Pictured(String simulation, FieldSnapshot snapshot) implements FromSimulation {}

    /// [Pictured], too large for one message.
    record Wrapped(String simulation, Parcel parcel) implements FromSimulation {}

    record Failed(String simulation, String words) implements FromSimulation {}

    /// From this node's viewers.
    record Add(
            long viewer,
            String simulation,
            SimulationSettings settings,
            Interest interest,
            long after,
            Consumer<FieldNews> told)
            implements HubMessage {}

    record Change(long viewer, String simulation, Interest interest) implements HubMessage {}

    record Remove(long viewer, String simulation, boolean keep) implements HubMessage {}

    record Look(String simulation) implements HubMessage {}

    record Renew() implements HubMessage {}
}
