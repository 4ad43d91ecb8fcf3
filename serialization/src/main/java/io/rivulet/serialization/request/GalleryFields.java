// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.gallery.GalleryRecipe.RandomDominant;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The object `gallery`: a name and its parameters. Sizes are checked against the limits later, by [MatrixAssembly];
/// nothing is generated here.
/// **Thread** one.
final class GalleryFields {
    private static final int LONGEST_NAME = 40;
    private static final int MOST = Integer.MAX_VALUE - 64;
    private static final double ALPHA = 0.9;
    private static final String NAMES =
            "Supported are poisson2d, poisson3d, random_dd, anisotropic2d, path_laplacian and grid_plus_leak.";

    private final Map<String, Long> whole = new HashMap<>();
    private final Map<String, Double> real = new HashMap<>();
    private @Nullable String name;
    private boolean symmetric;
    private String at = "";

    GalleryRecipe read(JsonCursor c) throws IOException {
        at = c.pointer();
        c.object(field -> {
            switch (field) {
                case "name" -> name = readName(c);
                case "nx", "ny", "nz", "n" -> whole.put(field, c.whole(1, MOST));
                case "nnz_per_row", "hubs" -> whole.put(field, c.whole(0, MOST));
                case "seed" -> whole.put(field, c.whole(Long.MIN_VALUE, Long.MAX_VALUE));
                case "alpha" -> real.put(field, c.number(RandomDominant.MIN_ALPHA, false, RandomDominant.MAX_ALPHA));
                case "epsilon" -> real.put(field, c.number(0, true, GalleryRecipe.Anisotropic2d.MAX_EPSILON));
                case "leak" -> real.put(field, c.number(0, false, Double.MAX_VALUE));
                case "symmetric" -> symmetric = c.truth();
                default -> c.unknown();
            }
        });
        return recipe();
    }

    private String readName(JsonCursor c) throws IOException {
        String given = c.text(LONGEST_NAME);
        return switch (given) {
            case "poisson2d", "poisson3d", "random_dd", "anisotropic2d", "path_laplacian", "grid_plus_leak" -> given;
            default -> throw c.unsupported("gallery \"" + given + "\"", NAMES);
        };
    }

    private GalleryRecipe recipe() {
        String known = name;
        return switch (known) {
            case "poisson2d" -> new GalleryRecipe.Poisson2d(size("nx"), size("ny"));
            case "poisson3d" -> new GalleryRecipe.Poisson3d(size("nx"), size("ny"), size("nz"));
            case "random_dd" ->
                new RandomDominant(
                        size("n"),
                        size("nnz_per_row"),
                        real.getOrDefault("alpha", ALPHA),
                        symmetric,
                        (int) (long) whole.getOrDefault("hubs", 0L),
                        whole.getOrDefault("seed", 0L));
            case "anisotropic2d" -> new GalleryRecipe.Anisotropic2d(size("nx"), size("ny"), real("epsilon"));
            case "path_laplacian" -> new GalleryRecipe.PathLaplacian(pathLength());
            case "grid_plus_leak" -> new GalleryRecipe.GridPlusLeak(size("nx"), size("ny"), real("leak"));
            case null -> throw missing("name").hint(NAMES).exception();
            default -> throw new IllegalStateException("a name that was not checked: " + known);
        };
    }

    private int size(String field) {
        Long value = whole.get(field);
        if (value == null) {
            throw missing(field).exception();
        }
        return (int) (long) value;
    }

    /// A path has an edge at least.
    private int pathLength() {
        int n = size("n");
        if (n < GalleryRecipe.PathLaplacian.SHORTEST) {
            throw Problem.of(
                            ProblemCode.OUT_OF_RANGE,
                            at + "/n is " + n + ", it must be at least " + GalleryRecipe.PathLaplacian.SHORTEST)
                    .at(at + "/n")
                    .exception();
        }
        return n;
    }

    private double real(String field) {
        Double value = real.get(field);
        if (value == null) {
            throw missing(field).exception();
        }
        return value;
    }

    private Problem missing(String field) {
        String what = name == null ? "the gallery" : name;
        return Problem.of(ProblemCode.MISSING_FIELD, what + " needs the field " + field)
                .at(at + "/" + field);
    }
}
