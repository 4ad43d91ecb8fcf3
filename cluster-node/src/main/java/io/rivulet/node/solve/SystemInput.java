// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.MatrixMarket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a command was given as FILE and `--rhs`: files in any of the formats of [InputFormat], or a matrix of the
/// gallery.
public final class SystemInput {
    public static final String GALLERY = "gallery:";

    private final Console console;
    private final String matrix;
    private final @Nullable String rhs;

    /// @param rhs null = all ones
    public SystemInput(Console console, String matrix, @Nullable String rhs) {
        this.console = console;
        this.matrix = matrix;
        this.rhs = rhs;
    }

    /// What the input is called, for messages.
    public String name() {
        return matrix;
    }

    /// `poisson2d,nx=3,ny=4` of `gallery:poisson2d,nx=3,ny=4`, or null for a file.
    public @Nullable String gallery() {
        return matrix.startsWith(GALLERY) ? matrix.substring(GALLERY.length()) : null;
    }

    public Path matrixFile() {
        return existing(matrix);
    }

    public @Nullable Path rhsFile() {
        return rhs == null ? null : existing(rhs);
    }

    /// **Errors** what can't be read is a [CommandFailure] that names the file and the line.
    public CsrMatrix readMatrix() {
        String recipe = gallery();
        if (recipe != null) {
            try {
                return Gallery.generate(Gallery.parse(recipe));
            } catch (IllegalArgumentException unknown) {
                throw CommandFailure.badInput(matrix + ": " + unknown.getMessage());
            }
        }
        return file(matrix).readMatrix(false, new MemoryLimit(matrix, null)).a();
    }

    /// Sizes known before anything is read or made; null where they are not.
    MatrixMarket.@Nullable Sizes promisedSizes() {
        String recipe = gallery();
        if (recipe == null) {
            return file(matrix).promisedSizes();
        }
        GalleryRecipe parsed = parsed(recipe);
        return new MatrixMarket.Sizes(parsed.rows(), parsed.nnzEstimate());
    }

    private GalleryRecipe parsed(String recipe) {
        try {
            return Gallery.parse(recipe);
        } catch (IllegalArgumentException unknown) {
            throw CommandFailure.badInput(matrix + ": " + unknown.getMessage());
        }
    }

    /// b is the one that `--rhs` names, else one that came with the matrix, else all ones.
    public LinearSystem readSystem() {
        return readSystem(new MemoryLimit(matrix, null));
    }

    LinearSystem readSystem(Allowance memory) {
        if (gallery() != null) {
            CsrMatrix a = readMatrix();
            return system(a, rhs == null ? null : file(rhs).readVector(a.rows(), memory));
        }
        MatrixFile.Contents contents = file(matrix).readMatrix(rhs == null, memory);
        CsrMatrix a = contents.a();
        return system(a, rhs == null ? contents.b() : file(rhs).readVector(a.rows(), memory));
    }

    private static LinearSystem system(CsrMatrix a, double @Nullable [] given) {
        double[] b = given;
        if (b == null) {
            b = new double[a.rows()];
            Arrays.fill(b, 1.0);
        }
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    /// Whether a server can be sent the files as they are.
    boolean isMarket() {
        return file(matrix).isMarket() && (rhs == null || file(rhs).isMarket());
    }

    private MatrixFile file(String name) {
        return new MatrixFile(name, existing(name));
    }

    private Path existing(String file) {
        try {
            Path path = console.resolve(file);
            if (!Files.exists(path)) {
                throw new NoSuchFileException(file);
            }
            if (Files.isDirectory(path)) {
                throw CommandFailure.badInput(file + ": is a folder, a file is needed");
            }
            return path;
        } catch (NoSuchFileException | InvalidPathException _) {
            throw CommandFailure.badInput(file + ": no such file");
        }
    }
}
