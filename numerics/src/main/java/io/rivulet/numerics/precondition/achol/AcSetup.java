// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import org.jspecify.annotations.Nullable;

/// Eliminates, then puts the factor in order. What is no longer needed is let go, as whoever runs with the result may
/// keep its set-up.
final class AcSetup implements Setup {
    private final Execution execution;
    private @Nullable Elimination elimination;
    private @Nullable Assembly assembly;
    private @Nullable Preconditioner result;
    private @Nullable Failure failure;

    /// Gives up when the factor gets more than `mostEntries`.
    AcSetup(Execution execution, CsrMatrix a, double sign, int copies, long seed, long mostEntries) {
        this.execution = execution;
        this.elimination = new Elimination(a, sign, copies, seed, mostEntries);
    }

    @Override
    public long advance(long units) {
        long work = 0;
        while (work < units && result == null && failure == null) {
            work += step();
        }
        return work;
    }

    private long step() {
        Elimination eliminating = elimination;
        Assembly assembling = assembly;
        long used = 0;
        if (eliminating != null) {
            used = eliminating.step();
            failure = eliminating.failure();
            if (eliminating.done()) {
                assembly = eliminating.assembly(execution);
            }
            if (eliminating.done() || failure != null) {
                elimination = null;
            }
        } else if (assembling != null) {
            used = assembling.step();
            result = assembling.result();
            if (result != null) {
                assembly = null;
            }
        }
        return used;
    }

    @Override
    public @Nullable Preconditioner result() {
        return result;
    }

    @Override
    public @Nullable Failure failure() {
        return failure;
    }
}
