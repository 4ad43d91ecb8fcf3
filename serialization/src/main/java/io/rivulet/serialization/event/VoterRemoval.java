// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.util.List;

/// A voter that was silent leaves, as enough of the voters beside it have signed.
///
/// @param consents one of each, in the epoch before the voter left
public record VoterRemoval(Voter voter, List<Consent> consents) {
    /// @param signature Ed25519 over [VoteCodec#removal], 64 bytes in hex
    public record Consent(String by, String signature) {}

    public VoterRemoval {
        consents = List.copyOf(consents);
    }
}
