// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.gallery;

/// A generated matrix by its parameters. Order of unknowns and scaling: unknown (r, c) is r·ny + c, 4 (or 6) on the
/// diagonal
/// and −1 per neighbour, Dirichlet, no 1/h².
public sealed interface GalleryRecipe {
    /// n, computed without generating; may exceed an int.
    long rows();

    /// Upper estimate of nnz, computed without generating.
    long nnzEstimate();

    record Poisson2d(int nx, int ny) implements GalleryRecipe {
        @Override
        public long rows() {
            return (long) nx * ny;
        }

        @Override
        public long nnzEstimate() {
            return 5 * rows();
        }
    }

    record Poisson3d(int nx, int ny, int nz) implements GalleryRecipe {
        @Override
        public long rows() {
            return (long) nx * ny * nz;
        }

        @Override
        public long nnzEstimate() {
            return 7 * rows();
        }
    }

    /// `nnzPerRow` distinct off-diagonal entries a row (at most n − 1), a_ii = Σ|a_ij| / alpha; `hubs` columns that
    /// many rows refer to.
    record RandomDominant(int n, int nnzPerRow, double alpha, boolean symmetric, int hubs, long seed)
            implements GalleryRecipe {
        @Override
        public long rows() {
            return n;
        }

        @Override
        public long nnzEstimate() {
            return (long) n * (1 + (symmetric ? 2L : 1L) * nnzPerRow);
        }
    }

    record Anisotropic2d(int nx, int ny, double epsilon) implements GalleryRecipe {
        @Override
        public long rows() {
            return (long) nx * ny;
        }

        @Override
        public long nnzEstimate() {
            return 5 * rows();
        }
    }

    /// The Laplacian of a path: singular, its null space the constants.
    record PathLaplacian(int n) implements GalleryRecipe {
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
        @Override
        public long rows() {
            return (long) nx * ny;
        }

        @Override
        public long nnzEstimate() {
            return 5 * rows();
        }
    }
}
