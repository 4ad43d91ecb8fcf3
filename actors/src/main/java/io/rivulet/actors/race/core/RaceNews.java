// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import io.rivulet.actors.consensus.core.PollResult;

/// What comes of [RaceOrder]s.
public sealed interface RaceNews {
    long race();

    int racer();

    /// It runs, by its method and preconditioner, at this node.
    record Began(long race, int racer, String node, String method, String preconditioner) implements RaceNews {}

    /// No node takes it.
    record Unplaced(long race, int racer, String reason) implements RaceNews {}

    record Proposed(long race, int racer, Proposal proposal) implements RaceNews {}

    /// Its run has ended without an x.
    record Failed(long race, int racer, String reason) implements RaceNews {}

    /// Its node is gone or says nothing, or the x that it proposed can't be had.
    record Lost(long race, int racer, String reason) implements RaceNews {}

    record Polled(long race, int racer, PollResult result) implements RaceNews {}

    /// @param taken false where x does not meet the tolerance here, or is of another revision
    /// @param relativeResidual by the engine's own A and b
    record Adopted(long race, int racer, boolean taken, double relativeResidual) implements RaceNews {}
}
