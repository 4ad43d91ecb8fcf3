// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.run;

import io.rivulet.numerics.partition.machine.Message;

/// What the owner of a solve hears from its [Carrier].
public sealed interface Heard {
    /// From a part.
    record Told(Message message) implements Heard {}

    /// The part that was to be placed in this epoch is at work.
    record Placed(int part, long epoch) implements Heard {}

    /// The part that was placed in this epoch is gone.
    record Lost(int part, long epoch) implements Heard {}

    /// Time has passed: [Carrier#TICK_MILLIS].
    record Passed() implements Heard {}

    /// Nobody has room for the parts, with the reason for people. All of them are given up.
    record Impossible(String reason) implements Heard {}

    /// All parts are given up: nobody has wanted anything of them for long.
    record Ended() implements Heard {}
}
