// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.lcs;

import java.util.List;

/// A longest common subsequence: pairs of positions that match, both ascending.
public record CommonSubsequence(List<Pair> pairs) {
    /// Position in the first series, position in the second.
    public record Pair(int first, int second) {}

    public CommonSubsequence {
        pairs = List.copyOf(pairs);
    }

    public int length() {
        return pairs.size();
    }
}
