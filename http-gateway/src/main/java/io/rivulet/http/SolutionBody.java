// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.view.ViewJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// x in the forms that clients read. Long ones are made while they are sent: a reader that goes away costs no more.
/// **Cost** one piece of [#PIECE_ENTRIES] entries in memory beside x.
final class SolutionBody {
    static final int PIECE_ENTRIES = 4096;

    private static final JsonFragment EMPTY_ARRAY = XJson.dense(new double[0]);
    /// Where x belongs in an object without entries: before the closing bracket.
    private static final String HOLE = "\"x\":[]";

    private SolutionBody() {}

    /// An object with the fields of the `solution` line and all entries of x.
    static Source<ByteString, NotUsed> json(UUID session, Answer.Solution solution) {
        ByteString frame = ByteString.fromArrayUnsafe(ViewJson.solution(session, line(solution, EMPTY_ARRAY)));
        int hole = frame.indexOfSlice(ByteString.fromString(HOLE)) + HOLE.length() - 1;
        DenseVector x = solution.result().x();
        return Source.single(frame.take(hole))
                .concat(pieces(x, first -> {
                    byte[] array = XJson.dense(piece(x, first)).bytes();
                    ByteString entries = ByteString.fromArrayUnsafe(array, 1, array.length - 2);
                    return first == 0 ? entries : ByteString.fromString(",").concat(entries);
                }))
                .concat(Source.single(frame.drop(hole)));
    }

    /// Some entries of x, as they stand.
    static byte[] json(UUID session, Answer.Solution solution, int[] indices) {
        DenseVector x = solution.result().x();
        double[] values = new double[indices.length];
        for (int k = 0; k < indices.length; k++) {
            values[k] = x.get(indices[k]);
        }
        return ViewJson.partial(
                session, solution.result().revision(), SparseVector.adopt(indices, values), solution.verified());
    }

    /// A Matrix Market array n×1 in which each number reads back as the same double.
    static Source<ByteString, NotUsed> matrixMarket(Answer.Solution solution) {
        DenseVector x = solution.result().x();
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
    static Source<ByteString, NotUsed> littleEndian(Answer.Solution solution) {
        DenseVector x = solution.result().x();
        return pieces(x, first -> {
            double[] piece = piece(x, first);
            ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * piece.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asDoubleBuffer().put(piece);
            return ByteString.fromArrayUnsafe(bytes.array());
        });
    }

    private static Line.Solution line(Answer.Solution solution, JsonFragment x) {
        ErrorBound bound = solution.result().bound();
        return new Line.Solution(
                solution.result().revision(),
                x,
                solution.result().relativeResidual(),
                solution.result().backwardError(),
                bound == null ? null : bound.value(),
                bound == null ? "none" : bound.kind().wireName(),
                bound == null ? null : bound.certificate(),
                solution.iterations(),
                solution.stopReason(),
                solution.elapsedMs(),
                solution.verified());
    }

    private static Source<ByteString, NotUsed> pieces(DenseVector x, IntFunction<ByteString> piece) {
        int pieces = Math.ceilDiv(x.size(), PIECE_ENTRIES);
        return pieces == 0 ? Source.empty() : Source.range(0, pieces - 1).map(k -> piece.apply(k * PIECE_ENTRIES));
    }

    private static double[] piece(DenseVector x, int first) {
        return Arrays.copyOfRange(x.values(), first, Math.min(x.size(), first + PIECE_ENTRIES));
    }
}
