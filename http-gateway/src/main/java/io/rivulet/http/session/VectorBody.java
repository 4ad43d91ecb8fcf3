// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.numerics.linalg.DenseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// A vector in the forms that clients read, made while it is sent.
/// **Cost** one piece of [#PIECE_ENTRIES] entries in memory beside it.
public final class VectorBody {
    public static final int PIECE_ENTRIES = 4096;

    private VectorBody() {}

    /// A Matrix Market array n×1 in which each number reads back as the same double.
    public static Source<ByteString, NotUsed> matrixMarket(DenseVector x) {
        String head = "%%MatrixMarket matrix array real general\n" + x.size() + " 1\n";
        return Source.single(ByteString.fromString(head)).concat(pieces(x, first -> {
            var text = new StringBuilder();
            for (double value : piece(x, first)) {
                text.append(value).append('\n');
            }
            return ByteString.fromArrayUnsafe(text.toString().getBytes(StandardCharsets.US_ASCII));
        }));
    }

    /// The entries as IEEE doubles, least significant byte first.
    public static Source<ByteString, NotUsed> littleEndian(DenseVector x) {
        return pieces(x, first -> {
            double[] piece = piece(x, first);
            ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * piece.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asDoubleBuffer().put(piece);
            return ByteString.fromArrayUnsafe(bytes.array());
        });
    }

    static Source<ByteString, NotUsed> pieces(DenseVector x, IntFunction<ByteString> piece) {
        return pieces(x.size(), piece);
    }

    /// One for each [#PIECE_ENTRIES] of `size` things, by the first of them.
    static Source<ByteString, NotUsed> pieces(int size, IntFunction<ByteString> piece) {
        int pieces = Math.ceilDiv(size, PIECE_ENTRIES);
        return pieces == 0 ? Source.empty() : Source.range(0, pieces - 1).map(k -> piece.apply(k * PIECE_ENTRIES));
    }

    static double[] piece(DenseVector x, int first) {
        return Arrays.copyOfRange(x.values(), first, Math.min(x.size(), first + PIECE_ENTRIES));
    }
}
