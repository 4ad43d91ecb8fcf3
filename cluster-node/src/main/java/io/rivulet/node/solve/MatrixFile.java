// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.numerics.exchange.ExchangeException;
import io.rivulet.numerics.exchange.NumpyArray;
import io.rivulet.numerics.exchange.RutherfordBoeing;
import io.rivulet.numerics.exchange.ScipyArchive;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.numerics.market.MatrixMarketException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A file that was named as matrix or vector, in whatever format it comes; gzip around any of them is unpacked. Read
/// once from front to back, so that a pipe will do.
/// **Errors** a [CommandFailure] that names the file, the place in it, and what to do.
final class MatrixFile {
    private static final long MAX_ENTRIES = Integer.MAX_VALUE - 64L;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String READ_ARE = "; read are Matrix Market, Rutherford–Boeing, NumPy .npy, SciPy .npz and"
            + " SuiteSparse .tar.gz (scipy.io.mmwrite(FILE, A) writes the first)";

    private final String name;
    private final Path path;

    /// @param name as the user wrote it
    MatrixFile(String name, Path path) {
        this.name = name;
        this.path = path;
    }

    /// A matrix, and the right-hand side that came with it, if one did.
    record Contents(CsrMatrix a, double @Nullable [] b) {}

    /// What the header of a Matrix Market file promises; null for other formats, and for a pipe, which is read once.
    MatrixMarket.@Nullable Sizes promisedSizes() {
        return Files.isRegularFile(path)
                ? read(in -> format(in) == InputFormat.MATRIX_MARKET ? MatrixMarket.readSizes(in) : null)
                : null;
    }

    /// @param withRhs whether a right-hand side that lies beside the matrix is wanted
    Contents readMatrix(boolean withRhs, Allowance memory) {
        return read(in -> {
            InputFormat format = format(in);
            return switch (format) {
                case MATRIX_MARKET -> only(MatrixMarket.readMatrix(in, MAX_ENTRIES, memory));
                case NUMPY_ARRAY -> only(NumpyArray.readMatrix(unpacked(in), MAX_ENTRIES, memory));
                case SCIPY_ARCHIVE -> only(ScipyArchive.readMatrix(unpacked(in), MAX_ENTRIES, memory));
                case RUTHERFORD_BOEING -> only(RutherfordBoeing.readMatrix(unpacked(in), MAX_ENTRIES, memory));
                case TAR -> new Tarball(name, unpacked(in), MAX_ENTRIES, memory).read(withRhs);
            };
        });
    }

    private static Contents only(CsrMatrix a) {
        return new Contents(a, null);
    }

    double[] readVector(int rows, Allowance memory) {
        return read(in -> switch (format(in)) {
            case MATRIX_MARKET -> MatrixMarket.readVector(in, rows);
            case NUMPY_ARRAY -> NumpyArray.readVector(unpacked(in), rows, memory);
            case SCIPY_ARCHIVE ->
                throw CommandFailure.badInput(
                        name + ": an archive of arrays, a vector is needed: numpy.save writes one");
            case RUTHERFORD_BOEING ->
                throw CommandFailure.badInput(name + ": a matrix, a vector is needed: one number a line will do");
            case TAR ->
                throw CommandFailure.badInput(
                        name + ": an archive; the NAME_b.mtx in it is read when its matrix is FILE, without --rhs");
        });
    }

    /// Whether a server reads it as it is. A pipe is not looked into.
    boolean isMarket() {
        return !Files.isRegularFile(path) || read(MatrixFile.this::format) == InputFormat.MATRIX_MARKET;
    }

    /// Looks ahead; afterwards `in` stands where it stood.
    private InputFormat format(BufferedInputStream in) throws IOException {
        in.mark(BUFFER_BYTES);
        byte[] head = in.readNBytes(InputFormat.HEAD_BYTES);
        in.reset();
        if (isGzip(head)) {
            in.mark(BUFFER_BYTES);
            try {
                head = new GZIPInputStream(new Open(in)).readNBytes(InputFormat.HEAD_BYTES);
            } catch (ZipException | EOFException _) {
                // the reader will say so
            }
            in.reset();
        }
        return InputFormat.of(head, name);
    }

    private static boolean isGzip(byte[] head) {
        return head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b;
    }

    private static InputStream unpacked(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean packed = isGzip(in.readNBytes(2));
        in.reset();
        return packed ? new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES) : in;
    }

    @FunctionalInterface
    private interface Reading<T extends @Nullable Object> {
        T from(BufferedInputStream in) throws IOException;
    }

    private <T extends @Nullable Object> T read(Reading<T> reading) {
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES)) {
            return reading.from(in);
        } catch (MatrixMarketException malformed) {
            boolean unknown = malformed.kind() == MatrixMarketException.Kind.NO_BANNER;
            throw CommandFailure.badInput(name + ": " + malformed.getMessage() + (unknown ? READ_ARE : ""));
        } catch (ExchangeException malformed) {
            throw CommandFailure.badInput(name + ": " + malformed.getMessage());
        } catch (ZipException | EOFException damaged) {
            throw CommandFailure.badInput(
                    name + ": the compressed data is damaged or cut off: " + damaged.getMessage());
        } catch (AccessDeniedException _) {
            throw CommandFailure.badInput(name + ": not readable by this user");
        } catch (IOException unreadable) {
            throw CommandFailure.badInput(name + ": can't be read: " + unreadable.getMessage());
        }
    }

    /// Keeps the stream below open when a reader closes what it was given.
    static final class Open extends FilterInputStream {
        Open(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // whoever opened it closes it
        }
    }
}
