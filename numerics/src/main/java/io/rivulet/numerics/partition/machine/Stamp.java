// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

/// What a message is about and how new it is. Receivers drop what has other versions or another epoch.
///
/// @param epoch rises whenever a part is replaced or the system changes; messages of a lower one have no effect
/// @param sender a part, or [#OWNER]
/// @param seq of newest-wins messages a count by sender; of rounds the number of the round, which rises over all epochs
public record Stamp(long matrixVersion, long rhsVersion, long epoch, int sender, long seq) {
    /// The sender of what the coordinator says.
    public static final int OWNER = -1;

    /// The same versions.
    boolean sameVersions(Stamp other) {
        return matrixVersion == other.matrixVersion && rhsVersion == other.rhsVersion;
    }

    boolean sameEpoch(Stamp other) {
        return epoch == other.epoch && sameVersions(other);
    }

    Stamp from(int newSender, long newSeq) {
        return new Stamp(matrixVersion, rhsVersion, epoch, newSender, newSeq);
    }
}
