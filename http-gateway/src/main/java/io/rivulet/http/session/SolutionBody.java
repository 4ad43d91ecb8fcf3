// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.view.ViewJson;
import java.util.UUID;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// x in the forms that clients read. Long ones are made while they are sent: a reader that goes away costs no more.
/// **Cost** one piece of [VectorBody#PIECE_ENTRIES] entries in memory beside x.
public final class SolutionBody {
    private static final JsonFragment EMPTY_ARRAY = XJson.dense(new double[0]);
    /// Where x belongs in an object without entries: before the closing bracket.
    private static final String HOLE = "\"x\":[]";

    private SolutionBody() {}

    /// An object with the fields of the `solution` line and all entries of x.
    public static Source<ByteString, NotUsed> json(UUID session, Answer.Solution solution) {
        ByteString frame = ByteString.fromArrayUnsafe(ViewJson.solution(session, line(solution, EMPTY_ARRAY)));
        int hole = frame.indexOfSlice(ByteString.fromString(HOLE)) + HOLE.length() - 1;
        DenseVector x = solution.result().x();
        return Source.single(frame.take(hole))
                .concat(VectorBody.pieces(x, first -> {
                    byte[] array = XJson.dense(VectorBody.piece(x, first)).bytes();
                    ByteString entries = ByteString.fromArrayUnsafe(array, 1, array.length - 2);
                    return first == 0 ? entries : ByteString.fromString(",").concat(entries);
                }))
                .concat(Source.single(frame.drop(hole)));
    }

    /// Some entries of x, as they stand.
    public static byte[] json(UUID session, Answer.Solution solution, int[] indices) {
        DenseVector x = solution.result().x();
        double[] values = new double[indices.length];
        for (int k = 0; k < indices.length; k++) {
            values[k] = x.get(indices[k]);
        }
        return ViewJson.partial(
                session, solution.result().revision(), SparseVector.adopt(indices, values), solution.verified());
    }

    /// As a line tells it.
    ///
    /// @param x stands for the entries
    public static Line.Solution line(Answer.Solution solution, JsonFragment x) {
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
}
