// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.graph.Colouring;
import io.rivulet.numerics.graph.GreedyColouring;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import org.jspecify.annotations.Nullable;

/// Colours the rows for a [ColouredSweep]. **Errors** a zero or missing diagonal entry is a failure.
final class ColouredSetup implements Setup {
    private final Execution execution;
    private final CsrMatrix a;
    private final GreedyColouring colouring;
    private @Nullable ColouredSweep result;
    private @Nullable Failure failure;

    ColouredSetup(Execution execution, CsrMatrix a) {
        this.execution = execution;
        this.a = a;
        this.colouring = new GreedyColouring(a);
    }

    @Override
    public long advance(long units) {
        if (result != null || failure != null) {
            return 0;
        }
        long work = colouring.advance(units);
        Colouring coloured = colouring.result();
        if (coloured != null && work < units) {
            work += finish(coloured);
        }
        return work;
    }

    private long finish(Colouring coloured) {
        double[] diagonal = new double[a.rows()];
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] = a.get(i, i);
            if (diagonal[i] == 0) {
                failure = new Failure("diagonal of row " + i, 0.0);
                return i + 1L;
            }
        }
        result = new ColouredSweep(execution, a, diagonal, coloured);
        return Math.max(1, diagonal.length);
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
