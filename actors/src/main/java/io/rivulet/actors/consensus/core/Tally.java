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

    /// How many voters are of the larger side, of all: in [0, 1].
    public double agreement() {
        return quorum.voters() == 0 ? 0 : (double) Math.max(inFavour, against) / quorum.voters();
    }
}
