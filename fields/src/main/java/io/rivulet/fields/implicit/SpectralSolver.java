// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import io.rivulet.fields.grid.Boundary;

/// Solves (I − c·L)·u = b directly, where L is the five-point Laplacian: rows are transformed, so that each basis
/// element is a tridiagonal system down the columns (cyclic ones by Sherman and Morrison), and transformed back. As
/// exact as rounding lets it be.
///
/// **Thread** one at a time. **Cost** O(N² log N); 16 bytes for each cell are held, 8 where the boundary is not
/// periodic. **Source** Hockney 1965.
final class SpectralSolver {
    private final int n;
    private final double c;
    private final boolean cyclic;
    private final RowTransform rows;

    /// c over the pivot, for row i and basis element k.
    private final double[] factor;

    /// What a unit of the cyclic part adds, for row i and basis element k.
    private final double[] around;

    private final double[] ends;
    private final double[] work;

    SpectralSolver(int n, Boundary boundary, double c) {
        this.n = n;
        this.c = c;
        this.cyclic = boundary == Boundary.PERIODIC;
        this.rows = RowTransform.of(n, boundary);
        this.factor = new double[n * n];
        this.around = new double[cyclic ? n * n : 0];
        this.ends = new double[n];
        this.work = new double[n];
        for (int k = 0; k < n; k++) {
            double diagonal = 1 + c * rows.eigenvalue(k) + 2 * c;
            ends[k] = c / diagonal;
            double before = 0;
            for (int i = 0; i < n; i++) {
                double own = diagonal(i, diagonal, boundary);
                before = c / (own - c * before);
                factor[i * n + k] = before;
            }
        }
        if (cyclic) {
            prepareAround();
        }
    }

    private double diagonal(int i, double inside, Boundary boundary) {
        return switch (boundary) {
            case DIRICHLET -> inside;
            case NEUMANN -> i == 0 || i == n - 1 ? inside - c : inside;
            case PERIODIC -> i == 0 ? 2 * inside : i == n - 1 ? inside + c * c / inside : inside;
        };
    }

    /// The rank-one part is (−d, 0, …, −c)ᵀ·(1, 0, …, c/d).
    private void prepareAround() {
        for (int k = 0; k < n; k++) {
            around[k] = -c / ends[k];
            around[(n - 1) * n + k] += -c;
        }
        sweep(around);
        for (int k = 0; k < n; k++) {
            double scale = 1 / (1 + around[k] + ends[k] * around[(n - 1) * n + k]);
            for (int i = 0; i < n; i++) {
                around[i * n + k] *= scale;
            }
        }
    }

    /// In place.
    void solve(double[] field) {
        for (int i = 0; i < n; i += 2) {
            rows.forward(field, i * n, Math.min(i + 1, n - 1) * n);
        }
        sweep(field);
        if (cyclic) {
            for (int k = 0; k < n; k++) {
                work[k] = field[k] + ends[k] * field[(n - 1) * n + k];
            }
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < n; k++) {
                    field[i * n + k] -= around[i * n + k] * work[k];
                }
            }
        }
        for (int i = 0; i < n; i += 2) {
            rows.inverse(field, i * n, Math.min(i + 1, n - 1) * n);
        }
    }

    /// All tridiagonal systems at once, down and up.
    private void sweep(double[] field) {
        double perC = 1 / c;
        for (int k = 0; k < n; k++) {
            field[k] *= factor[k] * perC;
        }
        for (int i = 1; i < n; i++) {
            int at = i * n;
            for (int k = 0; k < n; k++) {
                field[at + k] = (field[at + k] * perC + field[at - n + k]) * factor[at + k];
            }
        }
        for (int i = n - 2; i >= 0; i--) {
            int at = i * n;
            for (int k = 0; k < n; k++) {
                field[at + k] += factor[at + k] * field[at + n + k];
            }
        }
    }
}
