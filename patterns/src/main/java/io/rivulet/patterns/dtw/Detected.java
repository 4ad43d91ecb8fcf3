// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

/// Which loops this JVM runs, and why these.
record Detected(DtwLoops loops, String reason) {
    private static final String MODULE = "jdk.incubator.vector";

    /// Chosen once, at the first use.
    static final class Holder {
        static final Detected CHOSEN = choose();

        private Holder() {}
    }

    private static Detected choose() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new Detected(ScalarLoops.INSTANCE, "the JVM was started without --add-modules " + MODULE);
        }
        try {
            int bits = VectorLoops.bits();
            return new Detected(
                    bits < VectorLoops.LEAST_BITS ? ScalarLoops.INSTANCE : VectorLoops.INSTANCE,
                    "vectors of " + bits + " bits");
        } catch (LinkageError changed) { // an incubating interface may be another one in another JVM
            return new Detected(ScalarLoops.INSTANCE, MODULE + " does not fit: " + changed.getMessage());
        }
    }
}
