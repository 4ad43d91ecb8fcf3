// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// What an operator may set about sessions. Bounds that are part of the design are constants where they are used.
///
/// @param ringBudget shared by all sessions of the node
/// @param checkpointBudget shared by all sessions of the node
/// @param sliceUnits work units of one slice, calibrated to about 5 ms
/// @param heartbeatMillis a follower gets a line at least this often
/// @param leaseMillis a follower that has not given credit for so long is taken as gone
/// @param passivateMillis without follower, solve or update for so long, the session leaves memory
/// @param readMillis how long a read may wait for its revision
/// @param ledgerMillis how long inputs wait for the journal to be read
/// @param memberLeaseMillis a member of a swarm that has been silent for so long is removed; its reports count
///     so long
public record MachineSettings(
        RingBudget ringBudget,
        CheckpointBudget checkpointBudget,
        long sliceUnits,
        long heartbeatMillis,
        long leaseMillis,
        long passivateMillis,
        long readMillis,
        long ledgerMillis,
        long memberLeaseMillis) {
    public MachineSettings {
        requirePositive("slice-units", sliceUnits);
        requirePositive("heartbeat", heartbeatMillis);
        requirePositive("lease", leaseMillis);
        requirePositive("passivate", passivateMillis);
        requirePositive("read", readMillis);
        requirePositive("ledger", ledgerMillis);
        requirePositive("member-lease", memberLeaseMillis);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " has to be positive, was " + value);
        }
    }

    /// With the defaults of the product.
    public static MachineSettings of(RingBudget ringBudget, CheckpointBudget checkpointBudget, long sliceUnits) {
        return new MachineSettings(
                ringBudget, checkpointBudget, sliceUnits, 15_000, 10_000, 300_000, 60_000, 10_000, 60_000);
    }
}
