// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.serialization.event.CodecException;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A square matrix as bytes, `application/vnd.rivulet.csr`: n, nnz, n + 1 row pointers and nnz column indices as
/// 32-bit integers, then nnz doubles; little-endian, nothing between or after them. Stored as it is sent, so that the
/// SHA-256 of an upload is the name of its content. Rows may have their columns in any order, but none twice.
/// **Thread** any.
public final class CsrFormat {
    public static final String MEDIA_TYPE = "application/vnd.rivulet.csr";

    static final int HEADER_BYTES = 8;
    static final int BUFFER_BYTES = 64 << 10;

    private CsrFormat() {}

    /// What n and nnz take as bytes.
    public static long sizeOf(long rows, long entries) {
        return HEADER_BYTES + 4 * (rows + 1) + 12 * entries;
    }

    /// Reads to the end. Arrays grow with the bytes that arrive, never with what the header promises.
    /// **Cost** at most three times the arrays in memory, five times where columns have to be sorted; asked of
    /// `memory` before.
    /// **Errors** [RivuletException] with the place of the first fault; other [IOException]s are those of the
    /// stream.
    static CsrMatrix read(InputStream in, Allowance memory) throws IOException {
        return new CsrReader(in, memory, 0).read();
    }

    /// Reads what was checked when it was stored, `length` bytes. **Errors** [CodecException].
    public static CsrMatrix readStored(InputStream in, long length) throws IOException {
        try {
            return new CsrReader(in, Allowance.UNLIMITED, length).read();
        } catch (RivuletException damaged) {
            throw new CodecException("not the bytes of a matrix: " + damaged.getMessage(), damaged);
        }
    }

    /// n and nnz from the first bytes. **Errors** [CodecException].
    public static int[] header(byte[] first) {
        if (first.length < HEADER_BYTES) {
            throw new CodecException("only " + first.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
        return new int[] {bytes.getInt(), bytes.getInt()};
    }

    public static void write(CsrMatrix a, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(a.rows()).putInt(a.nnz());
        out.write(buffer, 0, HEADER_BYTES);
        ints(a.rowStart(), bytes, out);
        ints(a.column(), bytes, out);
        double[] values = a.value();
        int most = BUFFER_BYTES / Double.BYTES;
        for (int next = 0; next < values.length; next += most) {
            int part = Math.min(most, values.length - next);
            bytes.clear().asDoubleBuffer().put(values, next, part);
            out.write(buffer, 0, part * Double.BYTES);
        }
    }

    private static void ints(int[] values, ByteBuffer bytes, OutputStream out) throws IOException {
        int most = BUFFER_BYTES / Integer.BYTES;
        for (int next = 0; next < values.length; next += most) {
            int part = Math.min(most, values.length - next);
            bytes.clear().asIntBuffer().put(values, next, part);
            out.write(bytes.array(), 0, part * Integer.BYTES);
        }
    }
}
