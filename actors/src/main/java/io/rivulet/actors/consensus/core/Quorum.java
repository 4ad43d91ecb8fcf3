// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

/// What a number of voters can decide. With at most f = ⌊(n−1)/3⌋ of them at fault the others, n − f, are a quorum; and
/// any two quorums have more than f voters in common, so that no two can say the opposite.
/// **Source** Lamport, Shostak, Pease 1982, for n ≥ 3f + 1.
///
/// @param voters n: all of them, also those that are silent
public record Quorum(int voters) {
    /// Votes of one kind that decide: ⌊2n/3⌋ + 1.
    public int size() {
        return 2 * voters / 3 + 1;
    }

    /// f: so many liars change nothing. 0 below four voters.
    public int toleratedFaults() {
        return (voters - 1) / 3;
    }
}
