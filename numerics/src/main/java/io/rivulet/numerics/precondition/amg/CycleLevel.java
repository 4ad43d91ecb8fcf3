// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.FloatOperator;
import io.rivulet.numerics.kernels.Team;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The loops of a cycle on one level, chunk by chunk of rows: a product goes to a vector that the loop does not read
/// from elsewhere, and what follows finds it in the cache. The Chebyshev polynomial of degree 2 for [λ̂/4, λ̂],
/// σ = (λ_max + λ_min) / (λ_max − λ_min) = 5/3: w₀ = D⁻¹·r/θ, w₁ = ρ₁·ρ₀·w₀ + 2·ρ₁·σ·(D⁻¹·r₁/θ), with r₁ = r − A·w₀.
final class CycleLevel {
    /// The smoothed part of the spectrum is [λ̂ / RATIO, λ̂].
    static final double RATIO = 4;

    /// Smaller levels are faster done than told to others.
    private static final int SERIAL_ROWS = 8_192;

    private static final double SIGMA = (RATIO + 1) / (RATIO - 1);
    private static final double RHO = 1 / (2 * SIGMA - 1 / SIGMA);
    private static final float KEPT = (float) (RHO / SIGMA);
    private static final float ADDED = (float) (2 * RHO * SIGMA);

    private final FloatOperator a;
    private final @Nullable FloatOperator prolongator;
    private final @Nullable FloatOperator restriction;
    private final float[] smoothing;
    final float[] r;
    final float[] x;
    private final float[] w;
    private final float[] v;

    CycleLevel(Level level, Execution execution) {
        this(
                operator(level.a(), execution),
                level.diagonal(),
                level.spectralBound(),
                level.prolongator() == null ? null : operator(level.prolongator(), execution),
                level.restriction() == null ? null : operator(level.restriction(), execution));
    }

    private CycleLevel(
            FloatOperator a,
            float[] diagonal,
            double spectralBound,
            @Nullable FloatOperator prolongator,
            @Nullable FloatOperator restriction) {
        this.a = a;
        this.prolongator = prolongator;
        this.restriction = restriction;
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

    private static FloatOperator operator(FloatRows rows, Execution execution) {
        return new FloatOperator(execution, rows.rows(), rows.columns(), rows.start(), rows.column(), rows.value());
    }

    /// With another matrix of the same size, and the same way to the next level.
    CycleLevel withMatrix(FloatRows other, float[] diagonal, double spectralBound, Execution execution) {
        return new CycleLevel(operator(other, execution), diagonal, spectralBound, prolongator, restriction);
    }

    int rows() {
        return a.rows();
    }

    int nnz() {
        return a.entries();
    }

    /// Calls `task` for each chunk of rows.
    void over(Team team, Team.ChunkTask task) {
        (rows() < SERIAL_ROWS ? Team.serial() : team).run(Chunks.of(rows()), task);
    }

    private int end(int chunk) {
        return Chunks.to(chunk, a.rows());
    }

    /// r ← up·S·r, x ← w₀.
    void load(double[] given, double[] scale, double up, int chunk) {
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            r[i] = (float) (given[i] * scale[i] * up);
        }
        for (int i = Chunks.from(chunk); i < end; i++) {
            x[i] = smoothing[i] * r[i];
        }
    }

    /// z ← down·S·x.
    void store(double[] z, double[] scale, double down, int chunk) {
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            z[i] = x[i] * (scale[i] * down);
        }
    }

    /// r ← r − A·x, w ← w₁, for x = w₀.
    void preSmooth(int chunk) {
        a.multiply(chunk, x, w);
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            float rest = r[i] - w[i];
            r[i] = rest;
            w[i] = Math.fma(KEPT, x[i], ADDED * (smoothing[i] * rest));
        }
    }

    /// x ← x + w, r ← r − A·w.
    void residual(int chunk) {
        a.multiply(chunk, w, v);
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            r[i] -= v[i];
            x[i] += w[i];
        }
    }

    /// The right-hand side of the next level, and its w₀, for one of its chunks.
    void restrict(CycleLevel coarser, int chunk) {
        Objects.requireNonNull(restriction).multiply(chunk, r, coarser.r);
        int end = coarser.end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            coarser.x[i] = coarser.smoothing[i] * coarser.r[i];
        }
    }

    /// w ← P·x of the next level, x ← x + w.
    void prolong(CycleLevel coarser, int chunk) {
        Objects.requireNonNull(prolongator).multiply(chunk, coarser.x, w);
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            x[i] += w[i];
        }
    }

    /// r ← r − A·w, v ← w₀ of the new r.
    void postSmooth(int chunk) {
        a.multiply(chunk, w, v);
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            float rest = r[i] - v[i];
            r[i] = rest;
            v[i] = smoothing[i] * rest;
        }
    }

    /// x ← x + w₀ + w₁.
    void postSmoothAgain(int chunk) {
        a.multiply(chunk, v, w);
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            float rest = r[i] - w[i];
            x[i] += v[i] + Math.fma(KEPT, v[i], ADDED * (smoothing[i] * rest));
        }
    }

    /// First step of a Chebyshev polynomial of any degree: w ← part·r, x ← w.
    void relaxFirst(float part, int chunk) {
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            w[i] = part * (smoothing[i] * r[i]);
            x[i] = w[i];
        }
    }

    /// A further step: r ← r − A·w, v ← kept·w + added·D⁻¹·r, x ← x + v.
    void relax(float kept, float added, int chunk) {
        a.multiply(chunk, w, v);
        int end = end(chunk);
        for (int i = Chunks.from(chunk); i < end; i++) {
            float rest = r[i] - v[i];
            r[i] = rest;
            v[i] = Math.fma(kept, w[i], added * (smoothing[i] * rest));
            x[i] += v[i];
        }
    }

    /// w ← v.
    void relaxed(int chunk) {
        System.arraycopy(v, Chunks.from(chunk), w, Chunks.from(chunk), end(chunk) - Chunks.from(chunk));
    }

    /// Units of a cycle on this level alone.
    long cost() {
        return prolongator == null ? 0 : 4L * nnz() + 2L * prolongator.entries() + 6L * rows();
    }

    long sizeBytes() {
        return a.sizeBytes()
                + 4L * 5 * a.rows()
                + (prolongator == null ? 0 : prolongator.sizeBytes())
                + (restriction == null ? 0 : restriction.sizeBytes());
    }
}
