// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.graph.Colouring;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// M = D/ω + L with the rows in the order of a [Colouring]: d ← d + M⁻¹·(b − A·d) is one step of successive
/// over-relaxation, of Gauss–Seidel with ω = 1. The rows of one colour depend on rows of earlier colours only, so a
/// team shares them and changes no bit. Reads the values of A as they are at each call.
public final class ColouredSweep implements Preconditioner {
    private static final int ROWS_PER_CHUNK = 4096;
    private static final double[] NONE = {};

    private final Execution execution;
    private final CsrMatrix a;
    private final double[] diagonal;
    private final Colouring colouring;
    private final Team.ChunkTask task = this::relax;

    // The operands of the present colour.
    private int first;
    private int last;
    private double omega;
    private double[] r = NONE;
    private double[] z = NONE;

    ColouredSweep(Execution execution, CsrMatrix a, double[] diagonal, Colouring colouring) {
        this.execution = execution;
        this.a = a;
        this.diagonal = diagonal;
        this.colouring = colouring;
    }

    /// The sweep with ω = 1.
    @Override
    public void apply(double[] r, double[] z) {
        sweep(1.0, r, z);
    }

    /// z ← (D/ω + L)⁻¹·r.
    public void sweep(double omega, double[] r, double[] z) {
        this.omega = omega;
        this.r = r;
        this.z = z;
        Arrays.fill(z, 0.0);
        for (int c = 0; c < colours(); c++) {
            first = colouring.start(c);
            last = colouring.start(c + 1);
            int chunks = Math.ceilDiv(last - first, ROWS_PER_CHUNK);
            if (chunks > 1) {
                execution.team().run(chunks, task);
            } else {
                relax(0);
            }
        }
    }

    private void relax(int chunk) {
        int from = first + chunk * ROWS_PER_CHUNK;
        int to = Math.min(last, from + ROWS_PER_CHUNK);
        int[] order = colouring.order();
        for (int at = from; at < to; at++) {
            int i = order[at];
            double sum = r[i];
            // No neighbour of the first colour has moved yet.
            if (first > 0) {
                // Rows of later colours still have z = 0, and so has row i itself.
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    sum = Math.fma(-a.value()[k], z[a.column()[k]], sum);
                }
            }
            z[i] = omega * sum / diagonal[i];
        }
    }

    /// Number of colours, the length of the chain of steps that can't be done at the same time.
    public int colours() {
        return colouring.colours();
    }

    @Override
    public long cost() {
        return a.nnz();
    }

    @Override
    public long sizeBytes() {
        return colouring.sizeBytes() + 8L * diagonal.length;
    }
}
