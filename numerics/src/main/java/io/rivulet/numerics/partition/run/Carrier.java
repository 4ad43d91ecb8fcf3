// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.run;

import io.rivulet.numerics.partition.machine.Message;
import org.jspecify.annotations.Nullable;

/// Brings parts to where they work and carries what is said between them and their owner. It may lose, repeat, delay
/// and reorder what is said; placing and restarting it repeats until the part has it, or is lost.
/// **Thread** that of the owner's run.
public interface Carrier {
    /// Time between two of [Heard.Passed].
    int TICK_MILLIS = 50;

    /// Makes a part, in the place of the one of this number before.
    void place(Placement placement);

    /// Another b for a part, and x = 0: see [io.rivulet.numerics.partition.machine.PartMachine.Input.Restart].
    /// `rhs` has one value for each of the part's rows and is taken over.
    void restart(int part, long rhsVersion, double[] rhs);

    void ask(int part, Message.Ask ask);

    /// Nobody wants the parts any more.
    void end();

    /// The next thing heard, null where there is none; whoever runs the owner is woken when there is.
    @Nullable
    Heard take();
}
