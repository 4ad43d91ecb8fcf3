// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The bytes of blobs: problems, deltas, vectors. A blob is named by the SHA-256 of its bytes and stored in pieces of
/// at most [#MAX_CHUNK]. The stream forms hold 64 KiB beside the arrays.
/// **Thread** any.   **Errors** bytes that can't be read throw [CodecException]; streams pass their [IOException] on.
public final class ChunkCodec {
    /// Bytes of one piece; also what one message may carry.
    public static final int MAX_CHUNK = 128 << 10;

    /// `RVLT` read as a little-endian int.
    private static final int MAGIC = 0x544C5652;

    private static final int VERSION = 1;
    private static final int EXPLICIT = 1;
    private static final int RECIPE = 2;
    private static final int DELTA = 3;
    private static final int VECTOR = 4;
    private static final int ON_MATRIX = 5;

    private ChunkCodec() {}

    /// Lower-case hex SHA-256.
    public static String hash(byte[] blob) {
        return HexFormat.of().formatHex(sha256().digest(blob));
    }

    /// The hash of a problem's blob, without making the blob.
    public static String hash(ProblemContent problem) {
        MessageDigest digest = sha256();
        try (var sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            write(problem, sink);
        } catch (IOException e) {
            throw new UncheckedIOException("a digest refused bytes", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    public static byte[] encode(ProblemContent problem) {
        return inMemory(out -> write(problem, out));
    }

    public static byte[] encode(DeltaContent delta) {
        return inMemory(out -> write(delta, out));
    }

    public static byte[] encode(VectorContent vector) {
        return inMemory(out -> write(vector, out));
    }

    public static void write(ProblemContent problem, OutputStream sink) throws IOException {
        switch (problem) {
            case ProblemContent.Explicit explicit -> {
                LittleEndianWriter out = begin(sink, EXPLICIT);
                CsrMatrix a = explicit.system().a();
                out.i32(a.rows());
                out.i32(a.nnz());
                out.ints(a.rowStart());
                out.ints(a.column());
                out.doubles(a.value());
                out.doubles(explicit.system().b().values());
                out.finishStream(sink);
            }
            case ProblemContent.Recipe recipe -> {
                LittleEndianWriter out = begin(sink, RECIPE);
                writeRecipe(out, recipe.recipe());
                writeVector(out, recipe.b());
                out.finishStream(sink);
            }
            case ProblemContent.OnMatrix on -> {
                LittleEndianWriter out = begin(sink, ON_MATRIX);
                out.text(on.matrix());
                writeVector(out, on.b());
                out.finishStream(sink);
            }
        }
    }

    public static void write(DeltaContent delta, OutputStream sink) throws IOException {
        LittleEndianWriter out = begin(sink, DELTA);
        writeVector(out, delta.vector());
        out.varint(delta.b().size());
        out.ints(delta.b().indices());
        out.doubles(delta.b().values());
        out.varint(delta.matrix().size());
        CostsAppliedCodec.writeEntries(out, delta.matrix());
        out.finishStream(sink);
    }

    public static void write(VectorContent vector, OutputStream sink) throws IOException {
        LittleEndianWriter out = begin(sink, VECTOR);
        writeVector(out, vector.x());
        out.finishStream(sink);
    }

    public static ProblemContent decodeProblem(byte[] blob) {
        return fromMemory(blob, ChunkCodec::readProblem);
    }

    public static DeltaContent decodeDelta(byte[] blob) {
        return fromMemory(blob, ChunkCodec::readDelta);
    }

    public static VectorContent decodeVector(byte[] blob) {
        return fromMemory(blob, ChunkCodec::readVector);
    }

    /// `length` is the blob's size; no more is read.
    public static ProblemContent readProblem(InputStream source, long length) throws IOException {
        LittleEndianReader in = LittleEndianReader.of(source, length);
        int kind = header(in);
        return checked(() -> {
            ProblemContent problem = switch (kind) {
                case EXPLICIT -> readExplicit(in);
                case RECIPE -> new ProblemContent.Recipe(readRecipe(in), readNullableVector(in));
                case ON_MATRIX -> new ProblemContent.OnMatrix(in.text(), readNullableVector(in));
                default -> throw new CodecException("blob of kind " + kind + " is no problem");
            };
            in.finish();
            return problem;
        });
    }

    public static DeltaContent readDelta(InputStream source, long length) throws IOException {
        LittleEndianReader in = begin(source, length, DELTA);
        return checked(() -> {
            @Nullable DenseVector vector = readNullableVector(in);
            int[] indices = in.ints(in.count(12));
            SparseVector b = SparseVector.adopt(indices, in.doubles(indices.length));
            var delta = new DeltaContent(vector, b, CostsAppliedCodec.readEntries(in, in.count(17)));
            in.finish();
            return delta;
        });
    }

    public static VectorContent readVector(InputStream source, long length) throws IOException {
        LittleEndianReader in = begin(source, length, VECTOR);
        return checked(() -> {
            @Nullable DenseVector x = readNullableVector(in);
            in.finish();
            if (x == null) {
                throw new CodecException("a vector's blob without a vector");
            }
            return new VectorContent(x);
        });
    }

    private static ProblemContent readExplicit(LittleEndianReader in) throws IOException {
        int rows = in.i32();
        int nnz = in.i32();
        if (rows < 1 || nnz < 0) {
            throw new CodecException(rows + " rows and " + nnz + " entries");
        }
        int[] rowStart = in.ints(rows + 1L);
        int[] column = in.ints(nnz);
        double[] value = in.doubles(nnz);
        double[] b = in.doubles(rows);
        for (int i = 0; i < rows; i++) {
            if (rowStart[i] < 0 || rowStart[i] > rowStart[i + 1]) {
                throw new CodecException("row pointers fall after row " + i);
            }
        }
        return new ProblemContent.Explicit(
                new LinearSystem(CsrMatrix.adopt(rows, rowStart, column, value), DenseVector.adopt(b)));
    }

    private static void writeRecipe(LittleEndianWriter out, GalleryRecipe recipe) throws IOException {
        switch (recipe) {
            case GalleryRecipe.Poisson2d(int nx, int ny) -> {
                out.text("poisson2d");
                out.i32(nx);
                out.i32(ny);
            }
            case GalleryRecipe.Poisson3d(int nx, int ny, int nz) -> {
                out.text("poisson3d");
                out.i32(nx);
                out.i32(ny);
                out.i32(nz);
            }
            case GalleryRecipe.RandomDominant(int n, int perRow, double alpha, boolean symmetric, int hubs, long s) -> {
                out.text("random_dd");
                out.i32(n);
                out.i32(perRow);
                out.f64(alpha);
                out.flag(symmetric);
                out.i32(hubs);
                out.i64(s);
            }
            case GalleryRecipe.Anisotropic2d(int nx, int ny, double epsilon) -> {
                out.text("anisotropic2d");
                out.i32(nx);
                out.i32(ny);
                out.f64(epsilon);
            }
            case GalleryRecipe.PathLaplacian(int n) -> {
                out.text("path_laplacian");
                out.i32(n);
            }
            case GalleryRecipe.GridPlusLeak(int nx, int ny, double leak) -> {
                out.text("grid_plus_leak");
                out.i32(nx);
                out.i32(ny);
                out.f64(leak);
            }
        }
    }

    private static GalleryRecipe readRecipe(LittleEndianReader in) throws IOException {
        String name = in.text();
        return switch (name) {
            case "poisson2d" -> new GalleryRecipe.Poisson2d(in.i32(), in.i32());
            case "poisson3d" -> new GalleryRecipe.Poisson3d(in.i32(), in.i32(), in.i32());
            case "random_dd" ->
                new GalleryRecipe.RandomDominant(in.i32(), in.i32(), in.f64(), in.flag(), in.i32(), in.i64());
            case "anisotropic2d" -> new GalleryRecipe.Anisotropic2d(in.i32(), in.i32(), in.f64());
            case "path_laplacian" -> new GalleryRecipe.PathLaplacian(in.i32());
            case "grid_plus_leak" -> new GalleryRecipe.GridPlusLeak(in.i32(), in.i32(), in.f64());
            default -> throw new CodecException("unknown recipe " + name);
        };
    }

    private static void writeVector(LittleEndianWriter out, @Nullable DenseVector vector) throws IOException {
        out.flag(vector != null);
        if (vector != null) {
            out.i32(vector.size());
            out.doubles(vector.values());
        }
    }

    private static @Nullable DenseVector readNullableVector(LittleEndianReader in) throws IOException {
        return in.flag() ? DenseVector.adopt(in.doubles(in.i32())) : null;
    }

    private static LittleEndianWriter begin(OutputStream sink, int kind) throws IOException {
        LittleEndianWriter out = LittleEndianWriter.to(sink);
        out.i32(MAGIC);
        out.u8(kind);
        out.u8(VERSION);
        return out;
    }

    private static LittleEndianReader begin(InputStream source, long length, int kind) throws IOException {
        LittleEndianReader in = LittleEndianReader.of(source, length);
        int found = header(in);
        if (found != kind) {
            throw new CodecException("blob of kind " + found + ", not " + kind);
        }
        return in;
    }

    private static int header(LittleEndianReader in) throws IOException {
        if (in.i32() != MAGIC) {
            throw new CodecException("not a blob of ours");
        }
        int kind = in.u8();
        int version = in.u8();
        if (version != VERSION) {
            throw new CodecException("blob of version " + version);
        }
        return kind;
    }

    @FunctionalInterface
    private interface Body<T> {
        T read() throws IOException;
    }

    /// Values that our own types refuse are corruption here.
    private static <T> T checked(Body<T> body) throws IOException {
        try {
            return body.read();
        } catch (IllegalArgumentException e) {
            throw new CodecException("a blob with impossible values", e);
        }
    }

    @FunctionalInterface
    private interface Blob {
        void writeTo(OutputStream out) throws IOException;
    }

    private static byte[] inMemory(Blob blob) {
        var bytes = new ByteArrayOutputStream();
        try {
            blob.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(InputStream in, long length) throws IOException;
    }

    private static <T> T fromMemory(byte[] blob, Reading<T> reading) {
        try {
            return reading.read(new ByteArrayInputStream(blob), blob.length);
        } catch (IOException e) {
            throw new CodecException("memory gave no bytes", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
