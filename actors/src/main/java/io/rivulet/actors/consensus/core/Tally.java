// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

/// What came of a poll. Who did not vote, or contradicted itself, has abstained.
public record Tally(int inFavour, int against, Quorum quorum) {
    public enum Outcome {
        VERIFIED,
        REFUTED,
        NO_QUORUM
    }

    public int abstained() {
        return quorum.voters() - inFavour - against;
    }

    public Outcome outcome() {
        if (inFavour >= quorum.size()) {
            return Outcome.VERIFIED;
        }
        return against >= quorum.size() ? Outcome.REFUTED : Outcome.NO_QUORUM;
    }

    /// The voters in favour as a part of the quorum: 1 where a quorum is, however many there are beside it, so that
    /// the faults which a quorum tolerates change nothing.
    public double agreement() {
        return Math.min(1.0, (double) inFavour / quorum.size());
    }
}
