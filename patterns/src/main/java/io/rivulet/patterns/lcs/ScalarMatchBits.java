// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.lcs;

/// The definition of correct.
enum ScalarMatchBits implements MatchBits {
    INSTANCE;

    @Override
    public void row(double x, double[] b, double epsilon, long[] bits) {
        fill(x, b, epsilon, bits, 0);
    }

    /// The words from `from` on.
    static void fill(double x, double[] b, double epsilon, long[] bits, int from) {
        for (int word = from; word < bits.length; word++) {
            int end = Math.min(b.length, (word + 1) * Long.SIZE);
            long found = 0;
            for (int j = word * Long.SIZE; j < end; j++) {
                found |= (Math.abs(b[j] - x) <= epsilon ? 1L : 0L) << j;
            }
            bits[word] = found;
        }
    }
}
