// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// What clients did to one session and were told, each with the instants of one clock between which it happened.
/// **Thread** any.
final class History {
    /// What an update does to b.
    interface Change {
        void applyTo(double[] b);
    }

    /// What became of an update, as its client knows.
    sealed interface Outcome {
        /// It was applied as `revision`.
        record Applied(long revision) implements Outcome {}

        /// A repeat was told that it had been applied before; the problem had `revision` when it was told.
        record AppliedBefore(long revision) implements Outcome {}

        record Refused() implements Outcome {}

        /// Nobody answered, and the client has given up: it may be applied, or be so later, or never.
        record Unknown() implements Outcome {}
    }

    /// From the first attempt to the last word about it.
    record Update(String name, long begun, long ended, Change change, Outcome outcome) {}

    /// An x that was answered for `revision`.
    record Reading(long begun, long ended, long revision, double[] x) {}

    private final LongSupplier nanos;
    private final List<Update> updates = new ArrayList<>();
    private final List<Reading> readings = new ArrayList<>();

    /// @param nanos the clock of all who write here
    History(LongSupplier nanos) {
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /// An update that began at `begun` and has its outcome now.
    synchronized void update(String name, long begun, Change change, Outcome outcome) {
        updates.add(new Update(name, begun, now(), change, outcome));
    }

    /// An answer that was asked for at `begun` and came now.
    synchronized void reading(long begun, long revision, double[] x) {
        readings.add(new Reading(begun, now(), revision, x));
    }

    synchronized List<Update> updates() {
        return List.copyOf(updates);
    }

    synchronized List<Reading> readings() {
        return List.copyOf(readings);
    }
}
