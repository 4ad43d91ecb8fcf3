// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import java.util.List;

/// The providers of this JVM, for tests that compare their bits.
public final class KernelProviders {
    private KernelProviders() {}

    /// Scalar loops, and vectors where there are any: these do all they can from now on, compiled or not.
    public static List<Kernels> all() {
        if (Kernels.detect().kernels() instanceof VectorKernels vectors) {
            VectorKernels.warm();
            return List.of(Kernels.scalar(), vectors);
        }
        return List.of(Kernels.scalar());
    }
}
