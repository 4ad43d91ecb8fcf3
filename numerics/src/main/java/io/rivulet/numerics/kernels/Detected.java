// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import org.jspecify.annotations.Nullable;

/// Which kernels this JVM runs.
///
/// @param reason why these, for a log line and the status page
/// @param missingFlag what to start the JVM with for faster ones, null where no flag would help
public record Detected(
        Kernels kernels, String reason, @Nullable String missingFlag) {
    static final String MODULE = "jdk.incubator.vector";

    /// Chosen once, at the first use.
    static final class Holder {
        static final Detected CHOSEN = choose();

        private Holder() {}
    }

    private static Detected choose() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new Detected(
                    Kernels.scalar(), "the JVM was started without --add-modules " + MODULE, "--add-modules=" + MODULE);
        }
        try {
            int bits = VectorKernels.gatherBits();
            if (bits < VectorKernels.LEAST_BITS) {
                return new Detected(Kernels.scalar(), "vectors of " + bits + " bits can't gather", null);
            }
            return new Detected(VectorKernels.INSTANCE, "vectors of " + bits + " bits", null);
        } catch (LinkageError changed) { // an incubating interface may be another one in another JVM
            return new Detected(Kernels.scalar(), MODULE + " does not fit: " + changed.getMessage(), null);
        }
    }
}
