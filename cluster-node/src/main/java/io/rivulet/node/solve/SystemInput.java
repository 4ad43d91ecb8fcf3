// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.numerics.market.MatrixMarketException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a command was given as FILE and `--rhs`: Matrix Market files, or a matrix of the gallery.
public final class SystemInput {
    public static final String GALLERY = "gallery:";
    private static final long MAX_ENTRIES = Integer.MAX_VALUE - 64L;

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
        return read(matrix, in -> MatrixMarket.readMatrix(in, MAX_ENTRIES));
    }

    public LinearSystem readSystem() {
        CsrMatrix a = readMatrix();
        double[] b;
        if (rhs == null) {
            b = new double[a.rows()];
            Arrays.fill(b, 1.0);
        } else {
            b = read(rhs, in -> MatrixMarket.readVector(in, a.rows()));
        }
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(InputStream in) throws IOException;
    }

    private <T> T read(String file, Reading<T> reading) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(existing(file)), 1 << 16)) {
            return reading.from(in);
        } catch (MatrixMarketException malformed) {
            throw CommandFailure.badInput(file + ": " + malformed.getMessage());
        } catch (AccessDeniedException _) {
            throw CommandFailure.badInput(file + ": not readable by this user");
        } catch (IOException unreadable) {
            throw CommandFailure.badInput(file + ": can't be read: " + unreadable.getMessage());
        }
    }

    private Path existing(String file) {
        try {
            Path path = console.resolve(file);
            if (!Files.exists(path)) {
                throw new NoSuchFileException(file);
            }
            if (Files.isDirectory(path)) {
                throw CommandFailure.badInput(file + ": is a folder, a Matrix Market file is needed");
            }
            return path;
        } catch (NoSuchFileException | InvalidPathException _) {
            throw CommandFailure.badInput(file + ": no such file");
        }
    }
}
