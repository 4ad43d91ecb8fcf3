// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.gallery;

/// A generated matrix by its parameters. Order of unknowns and scaling: unknown (r, c) is r·ny + c, 4 (or 6)
/// on the diagonal
/// and −1 per neighbour, Dirichlet, no 1/h².
public sealed interface GalleryRecipe {
    /// n, computed without generating; may exceed an int.
    long rows();

    /// Upper estimate of nnz, computed without generating.
    long nnzEstimate();

    private static void atLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
        }
    }

    record Poisson2d(int nx, int ny) implements GalleryRecipe {
        public Poisson2d {
            atLeast(1, "nx", nx);
            atLeast(1, "ny", ny);
        }

        @Override
        public long rows() {
            return (long) nx * ny;
        }

        @Override
        public long nnzEstimate() {
            return 5 * Math.min(rows(), Long.MAX_VALUE / 5);
        }
    }

    record Poisson3d(int nx, int ny, int nz) implements GalleryRecipe {
        public Poisson3d {
            atLeast(1, "nx", nx);
            atLeast(1, "ny", ny);
            atLeast(1, "nz", nz);
        }

        @Override
        public long rows() {
            long plane = (long) nx * ny;
            return plane > Long.MAX_VALUE / 7 / nz ? Long.MAX_VALUE / 7 : plane * nz;
        }

        @Override
        public long nnzEstimate() {
            return 7 * rows();
        }
    }

    /// `nnzPerRow` distinct off-diagonal entries a row (at most n − 1), a_ii = Σ|a_ij| / alpha; `hubs`
    /// columns that many rows refer to.
    record RandomDominant(int n, int nnzPerRow, double alpha, boolean symmetric, int hubs, long seed)
            implements GalleryRecipe {
        /// Keeps Σ|a_ij| / alpha above Σ|a_ij| by more than rounding.
        public static final double MAX_ALPHA = 1.0 - 1e-9;

        /// Keeps Σ|a_ij| / alpha finite.
        public static final double MIN_ALPHA = 1e-100;

        public RandomDominant {
            atLeast(1, "n", n);
            atLeast(0, "nnz_per_row", nnzPerRow);
            atLeast(0, "hubs", hubs);
            if (!(alpha >= MIN_ALPHA && alpha <= MAX_ALPHA)) {
                throw new IllegalArgumentException(
                        "alpha must lie in (0, 1), at least " + MIN_ALPHA + " from 0, was " + alpha);
            }
        }

        @Override
        public long rows() {
            return n;
        }

        @Override
        public long nnzEstimate() {
            return n * (1 + (symmetric ? 2L : 1L) * Math.min(nnzPerRow, n - 1));
        }
    }

    /// 2 + 2·epsilon on the diagonal, −epsilon to (r ± 1, c), −1 to (r, c ± 1).
    record Anisotropic2d(int nx, int ny, double epsilon) implements GalleryRecipe {
        /// Keeps the diagonal finite.
        public static final double MAX_EPSILON = 1e300;

        public Anisotropic2d {
            atLeast(1, "nx", nx);
            atLeast(1, "ny", ny);
            if (!(epsilon > 0.0 && epsilon <= MAX_EPSILON)) {
                throw new IllegalArgumentException(
                        "epsilon must be positive and at most " + MAX_EPSILON + ", was " + epsilon);
            }
        }

        @Override
        public long rows() {
            return (long) nx * ny;
        }

        @Override
        public long nnzEstimate() {
            return 5 * Math.min(rows(), Long.MAX_VALUE / 5);
        }
    }

    /// The Laplacian of a path: singular, its null space the constants.
    record PathLaplacian(int n) implements GalleryRecipe {
        /// Smallest n.
        public static final int SHORTEST = 2;

        public PathLaplacian {
            atLeast(SHORTEST, "n", n);
        }

        @Override
        public long rows() {
            return n;
        }

        @Override
        public long nnzEstimate() {
            return 3 * rows();
        }
    }

    /// Poisson 2-D plus `leak` on the diagonal.
    record GridPlusLeak(int nx, int ny, double leak) implements GalleryRecipe {
        public GridPlusLeak {
            atLeast(1, "nx", nx);
            atLeast(1, "ny", ny);
            if (!(leak >= 0.0 && Double.isFinite(leak))) {
                throw new IllegalArgumentException("leak must not be negative, was " + leak);
            }
        }

        @Override
        public long rows() {
            return (long) nx * ny;
        }

        @Override
        public long nnzEstimate() {
            return 5 * Math.min(rows(), Long.MAX_VALUE / 5);
        }
    }
}
