// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.run;

import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.machine.Checkpoint;
import io.rivulet.numerics.partition.machine.PartSettings;
import org.jspecify.annotations.Nullable;

/// A part to be made somewhere, see [io.rivulet.numerics.partition.machine.PartMachine].
public record Placement(
        long epoch,
        Subdomain subdomain,
        PartSettings settings,
        Routes routes,
        @Nullable Checkpoint from) {
    /// Vectors of a part, of its local numbers: x, its frozen copy, residuals, corrections, search directions.
    private static final int VECTORS = 12;

    /// Vectors of a cycle of GMRES.
    private static final int CYCLE_VECTORS = 80;

    /// Local factors may take so many times what their subdomain takes …
    private static final long FACTORS = 4;

    /// … or this much where that is more.
    private static final long LEAST_FACTOR_BYTES = 16L << 20;

    public int part() {
        return subdomain.part();
    }

    /// Bytes that local factors may take.
    static long factorBytes(Subdomain subdomain) {
        return Math.max(LEAST_FACTOR_BYTES, FACTORS * subdomain.sizeBytes());
    }

    /// Bytes that the part may come to hold.
    public long estimateBytes() {
        // Conjugate gradients may give way to GMRES.
        int vectors = settings.mode() == Mode.ASYNCHRONOUS ? VECTORS : VECTORS + CYCLE_VECTORS;
        return subdomain.sizeBytes() + settings.maxFactorBytes() + (long) Double.BYTES * vectors * subdomain.size();
    }
}
