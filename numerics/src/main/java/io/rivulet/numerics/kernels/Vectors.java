// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.kernels.Team.ChunkTask;
import io.rivulet.numerics.linalg.PairwiseSum;

/// Loops over whole vectors of one length, shared by a team. Sums are cut into chunks of 4096 elements, of which
/// each is summed as [Kernels] says, and added by a fixed tree, so that every team and provider gives the same
/// bits.
/// **Shapes** every array of length n. **Thread** one at a time. **Cost** allocates nothing after it was made.
public final class Vectors {
    /// Fewer elements than this are not worth waking others.
    private static final int SERIAL = 8_192;

    /// Fewer elements than this are not worth the compilation of vector code.
    private static final int SCALAR = 4_096;

    private static final double[] NONE = {};

    private final int n;
    private final int chunks;
    private final Team team;
    private final Kernels kernels;
    private final double[] partial;
    private double[] lanes = NONE;
    private double[] weighted = NONE;

    // The operands of the present call.
    private double c;
    private double d;
    private double[] w = NONE;
    private double[] p = NONE;
    private double[] q = NONE;
    private double[] x = NONE;
    private double[] y = NONE;

    private final ChunkTask dot = this::dotChunk;
    private final ChunkTask dot2 = this::dot2Chunk;
    private final ChunkTask axpy = this::axpyChunk;
    private final ChunkTask xpby = this::xpbyChunk;
    private final ChunkTask scale = this::scaleChunk;
    private final ChunkTask productXpby = this::productXpbyChunk;
    private final ChunkTask step = this::stepChunk;
    private final ChunkTask weightedStep = this::weightedStepChunk;
    private final ChunkTask product = this::productChunk;
    private final ChunkTask axpyProduct = this::axpyProductChunk;
    private final ChunkTask direction = this::directionChunk;

    public Vectors(Execution execution, int n) {
        this.n = n;
        this.chunks = Chunks.of(n);
        this.team = n < SERIAL ? Team.serial() : execution.team();
        this.kernels = n < SCALAR ? Kernels.scalar() : execution.kernels();
        this.partial = new double[chunks];
    }

    private int to(int chunk) {
        return Chunks.to(chunk, n);
    }

    private double sum(ChunkTask task) {
        team.run(chunks, task);
        return PairwiseSum.fold(partial, 0, chunks);
    }

    /// x·y
    public double dot(double[] x, double[] y) {
        this.x = x;
        this.y = y;
        return sum(dot);
    }

    private void dotChunk(int chunk) {
        partial[chunk] = kernels.dot(x, y, Chunks.from(chunk), to(chunk));
    }

    /// ‖x‖₂
    public double norm2(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    /// x·y as if in twice the precision and then rounded, for sums whose terms cancel.
    /// **Source** Ogita, Rump, Oishi 2005.
    public double dot2(double[] x, double[] y) {
        this.x = x;
        this.y = y;
        if (lanes.length == 0) {
            lanes = new double[Kernels.DOT2_SPACE * chunks];
        }
        team.run(chunks, dot2);
        return Compensated.fold(lanes, chunks, Kernels.DOT2_SPACE);
    }

    private void dot2Chunk(int chunk) {
        kernels.dot2(x, y, Chunks.from(chunk), to(chunk), lanes, Kernels.DOT2_SPACE * chunk);
    }

    /// y ← y + c·x
    public void axpy(double c, double[] x, double[] y) {
        this.c = c;
        this.x = x;
        this.y = y;
        team.run(chunks, axpy);
    }

    private void axpyChunk(int chunk) {
        Elementwise.axpy(c, x, y, Chunks.from(chunk), to(chunk));
    }

    /// y ← x + c·y
    public void xpby(double[] x, double c, double[] y) {
        this.c = c;
        this.x = x;
        this.y = y;
        team.run(chunks, xpby);
    }

    private void xpbyChunk(int chunk) {
        Elementwise.xpby(x, c, y, Chunks.from(chunk), to(chunk));
    }

    /// y ← c·x
    public void scale(double c, double[] x, double[] y) {
        this.c = c;
        this.x = x;
        this.y = y;
        team.run(chunks, scale);
    }

    private void scaleChunk(int chunk) {
        Elementwise.scale(c, x, y, Chunks.from(chunk), to(chunk));
    }

    /// x ← x + c·p and y ← y − c·q in one pass; answers ‖y‖₂.
    public double step(double c, double[] p, double[] q, double[] x, double[] y) {
        this.c = c;
        this.p = p;
        this.q = q;
        this.x = x;
        this.y = y;
        return Math.sqrt(sum(step));
    }

    private void stepChunk(int chunk) {
        partial[chunk] = kernels.step(c, p, q, x, y, Chunks.from(chunk), to(chunk));
    }

    /// As [#step], and in the same pass the sum of w_i·y_i², which [#weighted] tells.
    public double weightedStep(double c, double[] p, double[] q, double[] x, double[] y, double[] w) {
        if (weighted.length == 0) {
            weighted = new double[chunks];
        }
        this.c = c;
        this.p = p;
        this.q = q;
        this.x = x;
        this.y = y;
        this.w = w;
        return Math.sqrt(sum(weightedStep));
    }

    private void weightedStepChunk(int chunk) {
        stepChunk(chunk);
        weighted[chunk] = kernels.weightedSquare(w, y, Chunks.from(chunk), to(chunk));
    }

    /// The second sum of the last [#weightedStep].
    public double weighted() {
        return PairwiseSum.fold(weighted, 0, chunks);
    }

    /// y_i ← w_i·x_i + c·y_i
    public void productXpby(double[] w, double[] x, double c, double[] y) {
        this.c = c;
        this.w = w;
        this.x = x;
        this.y = y;
        team.run(chunks, productXpby);
    }

    private void productXpbyChunk(int chunk) {
        Elementwise.productXpby(w, x, c, y, Chunks.from(chunk), to(chunk));
    }

    /// y_i ← p_i·x_i
    public void product(double[] p, double[] x, double[] y) {
        this.p = p;
        this.x = x;
        this.y = y;
        team.run(chunks, product);
    }

    private void productChunk(int chunk) {
        Elementwise.product(p, x, y, Chunks.from(chunk), to(chunk));
    }

    /// y_i ← y_i + c·p_i·x_i, to the bits of [#product] and [#axpy] one after the other.
    public void axpyProduct(double c, double[] p, double[] x, double[] y) {
        this.c = c;
        this.p = p;
        this.x = x;
        this.y = y;
        team.run(chunks, axpyProduct);
    }

    private void axpyProductChunk(int chunk) {
        Elementwise.axpyProduct(c, p, x, y, Chunks.from(chunk), to(chunk));
    }

    /// y ← x + c·(y − d·p): the next direction of BiCGSTAB.
    public void direction(double c, double d, double[] x, double[] p, double[] y) {
        this.c = c;
        this.d = d;
        this.x = x;
        this.p = p;
        this.y = y;
        team.run(chunks, direction);
    }

    private void directionChunk(int chunk) {
        Elementwise.direction(c, d, x, p, y, Chunks.from(chunk), to(chunk));
    }
}
