// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.store;

/// Cosines of one vector with sixteen stored ones at a time. Every provider gives the same bits: a lane is a stored
/// vector, and its sum one chain of fma in the order of the values.
sealed interface Scan permits ScalarScan, VectorScan {
    /// Vectors of a group.
    int GROUP = 16;

    /// @param groups value i of vector l of group g at (g·dimension + i)·16 + l
    /// @param scores sixteen
    void group(float[] query, float[] groups, int group, float[] scores);

    /// The fastest that this JVM can run; chosen once.
    static Scan detect() {
        return Holder.CHOSEN;
    }

    /// The choice.
    final class Holder {
        private static final String MODULE = "jdk.incubator.vector";

        static final Scan CHOSEN = choose();

        private Holder() {}

        private static Scan choose() {
            if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
                return ScalarScan.INSTANCE;
            }
            try {
                return VectorScan.lanes() >= VectorScan.FEWEST_LANES ? VectorScan.INSTANCE : ScalarScan.INSTANCE;
            } catch (LinkageError changed) { // an incubating interface may be another one in another JVM
                return ScalarScan.INSTANCE;
            }
        }
    }
}
