// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.lcs;

/// Which values of a series match one value, a bit each: bit j of the words is |x − b_j| ≤ ε.
sealed interface MatchBits permits ScalarMatchBits, VectorMatchBits {
    /// @param bits ⌈b.length / 64⌉ words, overwritten
    void row(double x, double[] b, double epsilon, long[] bits);

    /// The fastest that this JVM can run; chosen once.
    static MatchBits detect() {
        return Holder.CHOSEN;
    }

    /// The choice.
    final class Holder {
        private static final String MODULE = "jdk.incubator.vector";

        static final MatchBits CHOSEN = choose();

        private Holder() {}

        private static MatchBits choose() {
            if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
                return ScalarMatchBits.INSTANCE;
            }
            try {
                return VectorMatchBits.lanes() >= VectorMatchBits.FEWEST_LANES
                        ? VectorMatchBits.INSTANCE
                        : ScalarMatchBits.INSTANCE;
            } catch (LinkageError changed) { // an incubating interface may be another one in another JVM
                return ScalarMatchBits.INSTANCE;
            }
        }
    }
}
