// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

/// Bits of a word.
final class Bits {
    private static final long EVEN = 0x5555555555555555L;

    private Bits() {}

    /// The bits at even positions, moved together into the lower half.
    static long even(long word) {
        return Long.compress(word, EVEN);
    }

    /// As many ones as `count`, at most 64 and from the lowest on; none if it is negative.
    static long below(int count) {
        if (count <= 0) {
            return 0;
        }
        return count >= 64 ? -1L : (1L << count) - 1;
    }
}
