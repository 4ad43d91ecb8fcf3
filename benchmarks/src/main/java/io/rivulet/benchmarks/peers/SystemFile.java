// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// How a system reaches a contestant's process and its x comes back: in a folder, `system.bin` (n, nnz as 64-bit
/// integers; n + 1 row pointers and nnz columns as 32-bit integers; nnz values, n entries of b as doubles; all
/// little-endian)
/// and `x.bin` (n doubles).
final class SystemFile {
    private static final int BUFFER = 1 << 20;

    private SystemFile() {}

    static void write(Path folder, LinearSystem system) throws IOException {
        CsrMatrix a = system.a();
        try (FileChannel file = FileChannel.open(
                folder.resolve("system.bin"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer header = buffer();
            header.putLong(a.rows()).putLong(a.nnz());
            flush(file, header);
            write(file, a.rowStart());
            write(file, a.column());
            write(file, a.value());
            write(file, system.b().values());
        }
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void flush(FileChannel file, ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        bytes.clear();
    }

    private static void write(FileChannel file, int[] numbers) throws IOException {
        ByteBuffer bytes = buffer();
        for (int number : numbers) {
            if (bytes.remaining() < Integer.BYTES) {
                flush(file, bytes);
            }
            bytes.putInt(number);
        }
        flush(file, bytes);
    }

    private static void write(FileChannel file, double[] numbers) throws IOException {
        ByteBuffer bytes = buffer();
        for (double number : numbers) {
            if (bytes.remaining() < Double.BYTES) {
                flush(file, bytes);
            }
            bytes.putDouble(number);
        }
        flush(file, bytes);
    }

    static LinearSystem read(Path folder) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve("system.bin"))) {
            ByteBuffer header = next(file, 16);
            int n = Math.toIntExact(header.getLong());
            int nnz = Math.toIntExact(header.getLong());
            int[] start = integers(file, n + 1);
            int[] column = integers(file, nnz);
            double[] value = doubles(file, nnz);
            return new LinearSystem(CsrMatrix.adopt(n, start, column, value), DenseVector.adopt(doubles(file, n)));
        }
    }

    static DenseVector readX(Path folder, int n) throws IOException {
        Path x = folder.resolve("x.bin");
        if (Files.size(x) != 8L * n) {
            throw new IOException(x + " has " + Files.size(x) + " bytes for " + n + " entries");
        }
        try (FileChannel file = FileChannel.open(x)) {
            return DenseVector.adopt(doubles(file, n));
        }
    }

    static void writeX(Path folder, DenseVector x) throws IOException {
        try (FileChannel file = FileChannel.open(
                folder.resolve("x.bin"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            write(file, x.values());
        }
    }

    private static ByteBuffer next(FileChannel file, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return bytes.flip();
    }

    private static int[] integers(FileChannel file, int count) throws IOException {
        int[] numbers = new int[count];
        for (int at = 0; at < count; ) {
            int some = Math.min(count - at, BUFFER / Integer.BYTES);
            next(file, some * Integer.BYTES).asIntBuffer().get(numbers, at, some);
            at += some;
        }
        return numbers;
    }

    private static double[] doubles(FileChannel file, int count) throws IOException {
        double[] numbers = new double[count];
        for (int at = 0; at < count; ) {
            int some = Math.min(count - at, BUFFER / Double.BYTES);
            next(file, some * Double.BYTES).asDoubleBuffer().get(numbers, at, some);
            at += some;
        }
        return numbers;
    }
}
