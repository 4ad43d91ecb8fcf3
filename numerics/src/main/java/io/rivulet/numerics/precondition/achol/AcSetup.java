// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.SteppedSetup;
import org.jspecify.annotations.Nullable;

/// Eliminates, then puts the factor in order. What is no longer needed is let go, as whoever runs with the result may
/// keep its set-up.
final class AcSetup extends SteppedSetup<Preconditioner> {
    private final Execution execution;
    private @Nullable Elimination elimination;
    private @Nullable Assembly assembly;

    /// Gives up when the factor gets more than `mostEntries`.
    AcSetup(Execution execution, CsrMatrix a, double sign, int copies, long seed, long mostEntries) {
        this.execution = execution;
        this.elimination = new Elimination(a, sign, copies, seed, mostEntries);
    }

    @Override
    protected long step(long units) {
        Elimination eliminating = elimination;
        Assembly assembling = assembly;
        long used = 0;
        if (eliminating != null) {
            used = eliminating.step();
            Failure failed = eliminating.failure();
            if (failed != null) {
                fail(failed);
            }
            if (eliminating.done()) {
                assembly = eliminating.assembly(execution);
            }
            if (eliminating.done() || failed != null) {
                elimination = null;
            }
        } else if (assembling != null) {
            used = assembling.step();
            Preconditioner made = assembling.result();
            if (made != null) {
                finish(made);
                assembly = null;
            }
        }
        return used;
    }
}
