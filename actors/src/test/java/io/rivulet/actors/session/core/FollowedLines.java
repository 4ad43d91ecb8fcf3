// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.XJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lines and those who follow them, on a clock that a test moves.
final class FollowedLines {
    private static final long MS = 1_000_000;

    final Turn turn = new Turn();
    final LineRing ring = new LineRing(new RingBudget(64L << 20));
    final Lines lines = new Lines(turn, Samples.SESSION, ring);
    final Followers followers;
    private final Map<Long, String> told = new HashMap<>();
    private long nanos = 5_000 * MS;

    /// @param leaseMillis after which a silent reader is forgotten
    FollowedLines(long leaseMillis) {
        followers = new Followers(
                turn,
                lines,
                ring,
                leaseMillis,
                () -> 1,
                first -> new Line.Snapshot(first, "live", 0, XJson.sparse(SparseVector.EMPTY), 0.5, null, false));
        at(0);
        lines.startAfter(0, 1_000_000);
    }

    void at(long moreMillis) {
        nanos += moreMillis * MS;
        begin();
    }

    private void begin() {
        turn.begin(new Now(nanos, nanos / MS));
    }

    List<Output> pump() {
        followers.pump();
        List<Output> outputs = List.copyOf(turn.end());
        begin();
        return outputs;
    }

    /// One that checks that nothing is missing, and that all readers are told the same.
    SimFollower reader(long number, long next) {
        return new SimFollower(number, next, told);
    }

    /// What goes to `reader` now, which has received it.
    List<Output.Deliver> pumpTo(SimFollower reader) {
        return pump().stream()
                .filter(output -> output instanceof Output.Deliver delivery && delivery.follower() == reader.number)
                .map(Output.Deliver.class::cast)
                .peek(delivery -> reader.receive(delivery, 1_000_000))
                .toList();
    }
}
