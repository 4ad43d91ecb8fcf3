// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.util.List;

/// What a [SimulationMachine] wants done.
///
/// @param <H> how a node with viewers is addressed
public sealed interface SimulationDeed<H> {
    /// Make the field, from its checkpoint if there is one: [SimulationMachine#begun] is to follow,
    /// [SimulationMachine#failed], or [SimulationMachine#refused] where this node can't have it.
    record Begin<H>(SimulationSettings settings) implements SimulationDeed<H> {}

    /// Up to `steps` steps, as long as a turn may take: [SimulationMachine#advanced] is to follow, or
    /// [SimulationMachine#failed].
    ///
    /// @param untoldUntil updates up to this step are told to nobody: they need no field
    record Compute<H>(int steps, long untoldUntil, Interest interest) implements SimulationDeed<H> {}

    /// Call [SimulationMachine#tick] then.
    record Wake<H>(long nanos) implements SimulationDeed<H> {}

    /// Write the field, which is that after `step`: [SimulationMachine#stored] is to follow.
    record Store<H>(long step) implements SimulationDeed<H> {}

    /// Nobody comes back: what was written is not needed any more.
    record Delete<H>() implements SimulationDeed<H> {}

    /// [SimulationMachine#pictured] is to follow, or [SimulationMachine#noPicture].
    record TakePicture<H>() implements SimulationDeed<H> {}

    /// An answer to the wish of `version`: updates after `step` follow.
    ///
    /// @param covered whether everything that it missed follows
    record Answer<H>(H hub, long version, long step, boolean covered) implements SimulationDeed<H> {}

    record Tell<H>(List<H> hubs, List<FieldUpdate> updates) implements SimulationDeed<H> {}

    record Show<H>(List<H> hubs, FieldSnapshot snapshot) implements SimulationDeed<H> {}

    /// Nothing more comes.
    record TellFailed<H>(List<H> hubs, String words) implements SimulationDeed<H> {}

    /// It is not needed here: [SimulationMachine#stop] follows.
    record Passivate<H>() implements SimulationDeed<H> {}

    /// The end; nothing of it is needed any more.
    record End<H>() implements SimulationDeed<H> {}
}
