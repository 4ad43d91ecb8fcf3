// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// Which kernels this JVM runs.
///
/// @param reason why these, for a log line and the status page
public record Detected(Kernels kernels, String reason) {
    static final String MODULE = "jdk.incubator.vector";

    /// Chosen once, at the first use.
    static final class Holder {
        static final Detected CHOSEN = choose();

        private Holder() {}
    }

    private static Detected choose() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new Detected(Kernels.scalar(), "the JVM was started without --add-modules " + MODULE);
        }
        try {
            int bits = VectorKernels.gatherBits();
            if (bits < VectorKernels.LEAST_BITS) {
                return new Detected(Kernels.scalar(), "vectors of " + bits + " bits can't gather");
            }
            return new Detected(VectorKernels.INSTANCE, "vectors of " + bits + " bits");
        } catch (LinkageError changed) { // an incubating interface may be another one in another JVM
            return new Detected(Kernels.scalar(), MODULE + " does not fit: " + changed.getMessage());
        }
    }
}
