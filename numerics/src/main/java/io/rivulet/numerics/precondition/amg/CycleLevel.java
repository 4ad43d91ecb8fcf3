// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import org.jspecify.annotations.Nullable;

/// The loops of a cycle on one level, over ranges of rows. A row of a product is one fma chain in the order of its
/// entries. The Chebyshev polynomial of degree 2 for [λ̂/4, λ̂], σ = (λ_max + λ_min) / (λ_max − λ_min) = 5/3:
/// w₀ = D⁻¹·r/θ, w₁ = ρ₁·ρ₀·w₀ + 2·ρ₁·σ·(D⁻¹·r₁/θ), with r₁ = r − A·w₀.
final class CycleLevel {
    /// The smoothed part of the spectrum is [λ̂ / RATIO, λ̂].
    static final double RATIO = 4;

    private static final double SIGMA = (RATIO + 1) / (RATIO - 1);
    private static final double RHO = 1 / (2 * SIGMA - 1 / SIGMA);
    private static final float KEPT = (float) (RHO / SIGMA);
    private static final float ADDED = (float) (2 * RHO * SIGMA);

    /// Rows and entries of a chunk.
    private static final int CHUNK_ROWS = 4096;

    private static final int CHUNK_ENTRIES = 32_768;

    private final FloatRows a;
    private final @Nullable FloatRows prolongator;
    private final @Nullable FloatRows restriction;
    private final RowChunks chunks;
    private final RowChunks restrictionChunks;
    private final float[] smoothing;
    final float[] r;
    final float[] x;
    private final float[] w;
    private final float[] v;

    CycleLevel(Level level) {
        this(level.a(), level.diagonal(), level.spectralBound(), level.prolongator(), level.restriction());
    }

    private CycleLevel(
            FloatRows a,
            float[] diagonal,
            double spectralBound,
            @Nullable FloatRows prolongator,
            @Nullable FloatRows restriction) {
        this.a = a;
        this.prolongator = prolongator;
        this.restriction = restriction;
        chunks = RowChunks.of(a.rows(), a.start(), CHUNK_ROWS, CHUNK_ENTRIES);
        restrictionChunks = restriction == null
                ? chunks
                : RowChunks.of(restriction.rows(), restriction.start(), CHUNK_ROWS, CHUNK_ENTRIES);
        int n = a.rows();
        smoothing = new float[n];
        double theta = 0.5 * (1 + 1 / RATIO) * spectralBound;
        for (int i = 0; i < n; i++) {
            smoothing[i] = diagonal[i] > 0 ? (float) (1 / (theta * diagonal[i])) : 0;
        }
        r = new float[n];
        x = new float[n];
        w = new float[n];
        v = new float[n];
    }

    /// With another matrix of the same size, and the same way to the next level.
    CycleLevel withMatrix(FloatRows other, float[] diagonal, double spectralBound) {
        return new CycleLevel(other, diagonal, spectralBound, prolongator, restriction);
    }

    RowChunks chunks() {
        return chunks;
    }

    RowChunks restrictionChunks() {
        return restrictionChunks;
    }

    /// r ← up·S·r, x ← w₀.
    void load(double[] given, double[] scale, double up, int from, int to) {
        for (int i = from; i < to; i++) {
            r[i] = (float) (given[i] * scale[i] * up);
            x[i] = smoothing[i] * r[i];
        }
    }

    /// z ← down·S·x.
    void store(double[] z, double[] scale, double down, int from, int to) {
        for (int i = from; i < to; i++) {
            z[i] = x[i] * (scale[i] * down);
        }
    }

    private float times(int i, float[] vector) {
        float sum = 0;
        for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
            sum = Math.fma(a.value()[k], vector[a.column()[k]], sum);
        }
        return sum;
    }

    /// r ← r − A·x, w ← w₁, for x = w₀.
    void preSmooth(int from, int to) {
        for (int i = from; i < to; i++) {
            float rest = r[i] - times(i, x);
            r[i] = rest;
            w[i] = Math.fma(KEPT, x[i], ADDED * (smoothing[i] * rest));
        }
    }

    /// x ← x + w, r ← r − A·w.
    void residual(int from, int to) {
        for (int i = from; i < to; i++) {
            r[i] -= times(i, w);
            x[i] += w[i];
        }
    }

    /// The right-hand side of the next level, and its w₀.
    void restrict(CycleLevel coarser, int from, int to) {
        FloatRows rows = java.util.Objects.requireNonNull(restriction);
        for (int i = from; i < to; i++) {
            float sum = 0;
            for (int k = rows.start()[i]; k < rows.start()[i + 1]; k++) {
                sum = Math.fma(rows.value()[k], r[rows.column()[k]], sum);
            }
            coarser.r[i] = sum;
            coarser.x[i] = coarser.smoothing[i] * sum;
        }
    }

    /// w ← P·x of the next level, x ← x + w.
    void prolong(CycleLevel coarser, int from, int to) {
        FloatRows rows = java.util.Objects.requireNonNull(prolongator);
        for (int i = from; i < to; i++) {
            float sum = 0;
            for (int k = rows.start()[i]; k < rows.start()[i + 1]; k++) {
                sum = Math.fma(rows.value()[k], coarser.x[rows.column()[k]], sum);
            }
            w[i] = sum;
            x[i] += sum;
        }
    }

    /// r ← r − A·w, v ← w₀ of the new r.
    void postSmooth(int from, int to) {
        for (int i = from; i < to; i++) {
            float rest = r[i] - times(i, w);
            r[i] = rest;
            v[i] = smoothing[i] * rest;
        }
    }

    /// x ← x + w₀ + w₁.
    void postSmoothAgain(int from, int to) {
        for (int i = from; i < to; i++) {
            float rest = r[i] - times(i, v);
            x[i] += v[i] + Math.fma(KEPT, v[i], ADDED * (smoothing[i] * rest));
        }
    }

    /// First step of a Chebyshev polynomial of any degree: w ← part·r, x ← w.
    void relaxFirst(float part, int from, int to) {
        for (int i = from; i < to; i++) {
            w[i] = part * (smoothing[i] * r[i]);
            x[i] = w[i];
        }
    }

    /// A further step: r ← r − A·w, v ← kept·w + added·D⁻¹·r, x ← x + v.
    void relax(float kept, float added, int from, int to) {
        for (int i = from; i < to; i++) {
            float rest = r[i] - times(i, w);
            r[i] = rest;
            v[i] = Math.fma(kept, w[i], added * (smoothing[i] * rest));
            x[i] += v[i];
        }
    }

    /// w ← v.
    void relaxed(int from, int to) {
        System.arraycopy(v, from, w, from, to - from);
    }

    int rows() {
        return a.rows();
    }

    int nnz() {
        return a.nnz();
    }

    /// Units of a cycle on this level alone.
    long cost() {
        return prolongator == null ? 0 : 4L * a.nnz() + 2L * prolongator.nnz() + 6L * a.rows();
    }

    long sizeBytes() {
        return a.sizeBytes() + 4L * 5 * a.rows() + (prolongator == null ? 0 : 2 * prolongator.sizeBytes());
    }
}
