// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// A matrix in the forms in which it can be uploaded, made while it is sent.
/// **Cost** one piece of [VectorBody#PIECE_ENTRIES] entries in memory beside it.
final class MatrixBody {
    private MatrixBody() {}

    /// See [io.rivulet.serialization.request.CsrFormat].
    static Source<ByteString, NotUsed> csr(CsrMatrix a) {
        return ints(new int[] {a.rows(), a.nnz()}, 2)
                .concat(ints(a.rowStart(), a.rows() + 1))
                .concat(ints(a.column(), a.nnz()))
                .concat(VectorBody.littleEndian(DenseVector.adopt(a.value())));
    }

    private static Source<ByteString, NotUsed> ints(int[] values, int size) {
        return VectorBody.pieces(size, first -> {
            int count = Math.min(size - first, VectorBody.PIECE_ENTRIES);
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(values, first, count);
            return ByteString.fromArrayUnsafe(bytes.array());
        });
    }

    /// A Matrix Market list of entries in which each number reads back as the same double.
    static Source<ByteString, NotUsed> matrixMarket(CsrMatrix a) {
        String head =
                "%%MatrixMarket matrix coordinate real general\n" + a.rows() + " " + a.rows() + " " + a.nnz() + "\n";
        return Source.single(ByteString.fromString(head)).concat(VectorBody.pieces(a.nnz(), first -> {
            var text = new StringBuilder();
            int end = Math.min(a.nnz(), first + VectorBody.PIECE_ENTRIES);
            int row = a.rowOf(first);
            for (int k = first; k < end; k++) {
                while (a.rowStart()[row + 1] <= k) {
                    row++;
                }
                text.append(row + 1).append(' ').append(a.column()[k] + 1).append(' ');
                text.append(a.value()[k]).append('\n');
            }
            return ByteString.fromArrayUnsafe(text.toString().getBytes(StandardCharsets.US_ASCII));
        }));
    }
}
