// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.util.function.BooleanSupplier;

/// Whether a node takes work of other nodes' sessions: while it stays, as long as there is memory.
/// **Thread** any.
///
/// @param node its name
/// @param draining whether it is about to leave
public record GuestRoom(String node, MemoryBudget memory, BooleanSupplier draining) {
    /// Memory for a guest, or why there is none.
    public sealed interface Answer {}

    /// To be closed when the guest has gone.
    public record Taken(MemoryBudget.Reservation memory) implements Answer {}

    public record Refused(String reason) implements Answer {}

    public Answer take(long bytes) {
        if (draining.getAsBoolean()) {
            return new Refused("the node " + node + " is leaving");
        }
        return memory.tryReserve(bytes)
                .<Answer>map(Taken::new)
                .orElseGet(() -> new Refused("the node " + node + " has no room: "
                        + memory.exceeded(bytes).detail()));
    }
}
