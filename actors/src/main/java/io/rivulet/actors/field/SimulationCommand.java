// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.field.core.Interest;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.actors.wire.ClusterMessage;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What may be said to a [SimulationActor].
sealed interface SimulationCommand {
    /// From a node with viewers.
    sealed interface FromHub extends SimulationCommand, ClusterMessage {}

    /// A node watches; repeated while it does.
    ///
    /// @param version of its viewers' wishes: another one is answered by [HubMessage.Watching]
    /// @param after the last step that it has seen, −1 for none
    /// @param missed what those who come back want of the steps since then
    record Watch(
            SimulationSettings settings,
            ActorRef<HubMessage> hub,
            long version,
            long after,
            Interest missed,
            Interest interest)
            implements FromHub {}

    /// Nobody of that node watches any more.
    ///
    /// @param keep whether somebody may come back
    record Unwatch(ActorRef<HubMessage> hub, boolean keep) implements FromHub {}

    /// All three fields are wanted.
    record Picture(ActorRef<HubMessage> hub) implements FromHub {}

    record Loaded(Optional<byte[]> checkpoint) implements SimulationCommand {}

    /// The field is there.
    record Begun(SimulatedField field) implements SimulationCommand {}

    record Advanced(long step, List<FieldUpdate> updates) implements SimulationCommand {}

    record Broken(Throwable failure) implements SimulationCommand {}

    /// @param snapshot null where it could not be taken
    record Pictured(@Nullable FieldSnapshot snapshot) implements SimulationCommand {}

    record Stored(boolean written) implements SimulationCommand {}

    /// It is time to look.
    record Look() implements SimulationCommand {}

    record Stop() implements SimulationCommand {}

    record Done() implements SimulationCommand {}
}
