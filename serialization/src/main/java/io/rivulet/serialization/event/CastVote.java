// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

/// One voter's verdict about a [VoteSubject], signed.
///
/// @param relativeResidual ‖b − A·x‖₂ / ‖b‖₂ as the voter found it
/// @param seed of the probes that the voter drew after x had arrived
/// @param signature Ed25519 over [VoteCodec#statement], 64 bytes in hex
public record CastVote(String voter, boolean verified, double relativeResidual, long seed, String signature) {
    /// The same vote, whatever probes stand behind it.
    public boolean agreesWith(CastVote other) {
        return verified == other.verified
                && Double.doubleToLongBits(relativeResidual) == Double.doubleToLongBits(other.relativeResidual);
    }

    public CastVote signed(String by) {
        return new CastVote(voter, verified, relativeResidual, seed, by);
    }
}
