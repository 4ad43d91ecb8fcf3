// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.gallery;

import io.rivulet.numerics.gallery.GalleryRecipe.Anisotropic2d;
import io.rivulet.numerics.gallery.GalleryRecipe.GridPlusLeak;
import io.rivulet.numerics.gallery.GalleryRecipe.PathLaplacian;
import io.rivulet.numerics.gallery.GalleryRecipe.Poisson2d;
import io.rivulet.numerics.gallery.GalleryRecipe.Poisson3d;
import io.rivulet.numerics.gallery.GalleryRecipe.RandomDominant;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes the matrices of [GalleryRecipe], and recipes from text. The same recipe gives the same bits
/// everywhere.
/// **Cost** O(nnz), written straight into compressed rows.
/// **Errors** a recipe beyond the range of an int, an unknown name, an unknown, missing or malformed
/// parameter throw [IllegalArgumentException] with a sentence for whoever wrote the recipe.
public final class Gallery {
    /// What may be written, as shown in messages.
    public static final List<String> NAMES =
            List.of("poisson2d", "poisson3d", "random_dd", "anisotropic2d", "path_laplacian", "grid_plus_leak");

    /// Off-diagonal share of the diagonal of `random_dd` where none is given.
    public static final double DEFAULT_ALPHA = 0.9;

    private static final int MAX_ENTRIES = Integer.MAX_VALUE - 64;

    private Gallery() {}

    /// The matrix of a recipe.
    public static CsrMatrix generate(GalleryRecipe recipe) {
        if (recipe.rows() > MAX_ENTRIES || recipe.nnzEstimate() > MAX_ENTRIES) {
            throw new IllegalArgumentException(recipe + " has " + recipe.rows() + " rows and up to "
                    + recipe.nnzEstimate() + " entries, at most " + MAX_ENTRIES + " fit");
        }
        return switch (recipe) {
            case Poisson2d(int nx, int ny) -> grid(nx, ny, 1, 4.0, -1.0, -1.0);
            case Poisson3d(int nx, int ny, int nz) -> grid(nx, ny, nz, 6.0, -1.0, -1.0);
            case Anisotropic2d(int nx, int ny, double epsilon) -> grid(nx, ny, 1, 2.0 + 2.0 * epsilon, -epsilon, -1.0);
            case GridPlusLeak(int nx, int ny, double leak) -> grid(nx, ny, 1, 4.0 + leak, -1.0, -1.0);
            case PathLaplacian(int n) -> path(n);
            case RandomDominant random -> RandomMatrix.generate(random);
        };
    }

    /// `poisson2d,nx=1000,ny=1000`: a name, then parameters in any order.
    public static GalleryRecipe parse(String text) {
        String[] parts = text.strip().split("\\s*,\\s*", -1);
        Parameters given = new Parameters(parts[0]);
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            int equals = part.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("“" + part + "” is not of the form name=value");
            }
            given.put(
                    part.substring(0, equals).strip(),
                    part.substring(equals + 1).strip());
        }
        GalleryRecipe recipe = switch (parts[0]) {
            case "poisson2d" -> new Poisson2d(given.integer("nx"), given.integer("ny"));
            case "poisson3d" -> new Poisson3d(given.integer("nx"), given.integer("ny"), given.integer("nz"));
            case "anisotropic2d" ->
                new Anisotropic2d(given.integer("nx"), given.integer("ny"), given.number("epsilon"));
            case "grid_plus_leak" -> new GridPlusLeak(given.integer("nx"), given.integer("ny"), given.number("leak"));
            case "path_laplacian" -> new PathLaplacian(given.integer("n"));
            case "random_dd" ->
                new RandomDominant(
                        given.integer("n"),
                        given.integer("nnz_per_row"),
                        given.has("alpha") ? given.number("alpha") : DEFAULT_ALPHA,
                        given.has("symmetric") && given.flag("symmetric"),
                        given.has("hubs") ? given.integer("hubs") : 0,
                        given.has("seed") ? given.wide("seed") : 0L);
            default ->
                throw new IllegalArgumentException(
                        "no gallery matrix “" + parts[0] + "”; there are " + String.join(", ", NAMES));
        };
        given.requireAllUsed();
        return recipe;
    }

    /// A grid of nx × ny × nz cells, the last axis fastest; `far` couples along the first axis, `near` along
    /// the others.
    private static CsrMatrix grid(int nx, int ny, int nz, double diagonal, double far, double near) {
        int n = nx * ny * nz;
        long pairs = (nx - 1L) * ny * nz + nx * (ny - 1L) * nz + (long) nx * ny * (nz - 1L);
        int nnz = (int) (n + 2 * pairs);
        int[] start = new int[n + 1];
        int[] column = new int[nnz];
        double[] value = new double[nnz];
        int plane = ny * nz;
        int at = 0;
        for (int i = 0; i < n; i++) {
            int p = i / plane;
            int r = i / nz % ny;
            int c = i % nz;
            at = put(column, value, at, p > 0, i - plane, far);
            at = put(column, value, at, r > 0, i - nz, near);
            at = put(column, value, at, c > 0, i - 1, near);
            at = put(column, value, at, true, i, diagonal);
            at = put(column, value, at, c < nz - 1, i + 1, near);
            at = put(column, value, at, r < ny - 1, i + nz, near);
            at = put(column, value, at, p < nx - 1, i + plane, far);
            start[i + 1] = at;
        }
        return CsrMatrix.adopt(n, start, column, value);
    }

    private static int put(int[] column, double[] value, int at, boolean there, int j, double v) {
        if (!there) {
            return at;
        }
        column[at] = j;
        value[at] = v;
        return at + 1;
    }

    private static CsrMatrix path(int n) {
        int[] start = new int[n + 1];
        int[] column = new int[3 * n - 2];
        double[] value = new double[3 * n - 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            at = put(column, value, at, i > 0, i - 1, -1.0);
            at = put(column, value, at, true, i, i > 0 && i < n - 1 ? 2.0 : 1.0);
            at = put(column, value, at, i < n - 1, i + 1, -1.0);
            start[i + 1] = at;
        }
        return CsrMatrix.adopt(n, start, column, value);
    }

    /// The parameters of one recipe in text; each must be used.
    private static final class Parameters {
        private final String recipe;
        private final Map<String, String> left = new LinkedHashMap<>();

        Parameters(String recipe) {
            this.recipe = recipe;
        }

        void put(String name, String value) {
            if (left.put(name, value) != null) {
                throw new IllegalArgumentException(name + " is given twice");
            }
        }

        boolean has(String name) {
            return left.containsKey(name);
        }

        private String take(String name) {
            String value = left.remove(name);
            if (value == null) {
                throw new IllegalArgumentException(recipe + " needs " + name);
            }
            return value;
        }

        int integer(String name) {
            return Math.toIntExact(Math.clamp(wide(name), Integer.MIN_VALUE, Integer.MAX_VALUE));
        }

        long wide(String name) {
            String value = take(name);
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + " is “" + value + "”, not a whole number", e);
            }
        }

        double number(String name) {
            String value = take(name);
            try {
                return Double.parseDouble(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + " is “" + value + "”, not a number", e);
            }
        }

        boolean flag(String name) {
            String value = take(name);
            return switch (value) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(name + " is “" + value + "”, expected true or false");
            };
        }

        void requireAllUsed() {
            if (!left.isEmpty()) {
                throw new IllegalArgumentException(recipe + " has no parameter " + String.join(", ", left.keySet()));
            }
        }
    }
}
