// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.precondition.Preconditioner;

/// M⁻¹ = C⁻ᵀ·D⁻¹·C⁻¹. Unknowns are numbered in the order of elimination; the rows of one round are independent, and a
/// large round is shared by the team. Narrow rounds are done one after the other by the caller.
final class AcFactor implements Preconditioner {
    /// Rounds with fewer rows are not worth sharing.
    static final int SHARED_ROWS = 4096;

    private static final int CHUNK_ROWS = 1024;

    private final Team team;
    private final int[] vertex;
    private final Triangle lower;
    private final Triangle upper;
    private final double[] inverseDiagonal;
    private final double[] inversePivot;

    /// Bounds of the steps of a solve …
    private final int[] bound;

    /// … each of which is one round to be shared, or a run of narrow ones.
    private final boolean[] shared;

    private final double[] y;
    private double[] source = new double[0];
    private double[] target = new double[0];
    private int first;
    private int last;
    private int chunkRows;
    private final int steps;
    private final Team.ChunkTask forwardChunk = this::forwardChunk;
    private final Team.ChunkTask backwardChunk = this::backwardChunk;

    AcFactor(
            Execution execution,
            int[] vertex,
            int[] roundEnds,
            Triangle lower,
            Triangle upper,
            double[] inverseDiagonal,
            double[] inversePivot) {
        this.team = execution.team();
        this.vertex = vertex;
        this.lower = lower;
        this.upper = upper;
        this.inverseDiagonal = inverseDiagonal;
        this.inversePivot = inversePivot;
        this.bound = new int[roundEnds.length + 1];
        this.shared = new boolean[roundEnds.length + 1];
        this.steps = plan(roundEnds);
        this.y = new double[vertex.length];
    }

    private int plan(int[] roundEnds) {
        int count = 0;
        for (int end : roundEnds) {
            boolean wide = end - bound[count] >= SHARED_ROWS;
            boolean joins = !wide && count > 0 && !shared[count];
            if (!joins) {
                count++;
                shared[count] = wide;
            }
            bound[count] = end;
        }
        return count;
    }

    @Override
    public void apply(double[] r, double[] z) {
        source = r;
        target = z;
        for (int s = 1; s <= steps; s++) {
            run(s, forwardChunk);
        }
        for (int s = steps; s > 0; s--) {
            run(s, backwardChunk);
        }
    }

    private void run(int step, Team.ChunkTask task) {
        first = bound[step - 1];
        last = bound[step];
        if (shared[step]) {
            chunkRows = CHUNK_ROWS;
            team.run((last - first + CHUNK_ROWS - 1) / CHUNK_ROWS, task);
        } else {
            chunkRows = last - first;
            task.run(0);
        }
    }

    private void forwardChunk(int chunk) {
        int from = first + chunk * chunkRows;
        forward(from, Math.min(last, from + chunkRows));
    }

    private void backwardChunk(int chunk) {
        int from = first + chunk * chunkRows;
        backward(from, Math.min(last, from + chunkRows));
    }

    private void forward(int from, int to) {
        for (int p = from; p < to; p++) {
            y[p] = (source[vertex[p]] + lower.gather(p, y)) * inverseDiagonal[p];
        }
    }

    private void backward(int from, int to) {
        for (int p = to - 1; p >= from; p--) {
            double x = Math.fma(y[p], inversePivot[p], upper.gather(p, y)) * inverseDiagonal[p];
            y[p] = x;
            target[vertex[p]] = x;
        }
    }

    @Override
    public long cost() {
        return 2L * lower.entries() + 2L * vertex.length;
    }

    @Override
    public long sizeBytes() {
        return lower.sizeBytes() + upper.sizeBytes() + 28L * vertex.length;
    }
}
