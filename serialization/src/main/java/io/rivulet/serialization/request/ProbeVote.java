// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

/// What a verifier says about a `probe_task`.
///
/// @param task as it was named in the task
/// @param relativeResidual 0 where there is no vote
/// @param seed of whatever it drew; part of what is signed
/// @param signature 64 bytes in hex, empty where there is no vote
public record ProbeVote(String task, Verdict verdict, double relativeResidual, long seed, String signature) {
    public enum Verdict {
        VERIFIED,
        REFUTED,
        /// It can't say.
        UNABLE,
        /// It has the task, and its vote will follow.
        AT_WORK
    }

    /// Whether it is a vote, rather than a word about one.
    public boolean isCast() {
        return verdict == Verdict.VERIFIED || verdict == Verdict.REFUTED;
    }
}
