// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.graph.Colouring;
import io.rivulet.numerics.graph.GreedyColouring;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;

/// Colours the rows for a [ColouredSweep]. **Errors** a zero or missing diagonal entry is a failure.
final class ColouredSetup extends SteppedSetup<ColouredSweep> {
    private final Execution execution;
    private final CsrMatrix a;
    private final GreedyColouring colouring;

    ColouredSetup(Execution execution, CsrMatrix a) {
        this.execution = execution;
        this.a = a;
        this.colouring = new GreedyColouring(a);
    }

    @Override
    protected long step(long units) {
        Colouring coloured = colouring.result();
        return coloured == null ? colouring.advance(units) : sweep(coloured);
    }

    private long sweep(Colouring coloured) {
        double[] diagonal = new double[a.rows()];
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] = a.get(i, i);
            if (diagonal[i] == 0) {
                fail("diagonal of row " + i, 0.0);
                return i + 1L;
            }
        }
        finish(new ColouredSweep(execution, a, diagonal, coloured));
        return Math.max(1, diagonal.length);
    }
}
