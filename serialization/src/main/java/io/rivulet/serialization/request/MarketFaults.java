// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.market.MatrixMarketException;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Turns what is wrong with a Matrix Market text into problems with its line.
final class MarketFaults {
    private MarketFaults() {}

    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    static <T> T matrix(Reading<T> reading, @Nullable String pointer) throws IOException {
        try {
            return reading.read();
        } catch (MatrixMarketException e) {
            ProblemCode code = switch (e.kind()) {
                case NON_FINITE -> ProblemCode.NON_FINITE_VALUE;
                case UNSUPPORTED -> ProblemCode.UNSUPPORTED_VALUE;
                case BAD_GZIP -> ProblemCode.MALFORMED_BODY;
                case NO_BANNER,
                        BAD_BANNER,
                        BAD_SIZE,
                        NOT_SQUARE,
                        EMPTY,
                        TOO_LARGE,
                        BAD_ENTRY,
                        INDEX_OUT_OF_RANGE,
                        WRONG_TRIANGLE,
                        DIMENSION_MISMATCH,
                        TRUNCATED,
                        TRAILING_DATA -> ProblemCode.INVALID_MATRIX;
            };
            throw problem(e, code, pointer);
        }
    }

    static <T> T vector(Reading<T> reading, String pointer) throws IOException {
        try {
            return reading.read();
        } catch (MatrixMarketException e) {
            ProblemCode code = switch (e.kind()) {
                case NON_FINITE -> ProblemCode.NON_FINITE_VALUE;
                case UNSUPPORTED -> ProblemCode.UNSUPPORTED_VALUE;
                case BAD_GZIP -> ProblemCode.MALFORMED_BODY;
                case INDEX_OUT_OF_RANGE -> ProblemCode.INDEX_OUT_OF_RANGE;
                case DIMENSION_MISMATCH, TRUNCATED, TRAILING_DATA, TOO_LARGE, EMPTY, NOT_SQUARE ->
                    ProblemCode.DIMENSION_MISMATCH;
                case NO_BANNER, BAD_BANNER, BAD_SIZE, BAD_ENTRY, WRONG_TRIANGLE -> ProblemCode.WRONG_TYPE;
            };
            throw problem(e, code, pointer);
        }
    }

    private static RivuletException problem(MatrixMarketException e, ProblemCode code, @Nullable String pointer) {
        String detail = e.getMessage() == null ? "unreadable Matrix Market text" : e.getMessage();
        return Problem.of(code, detail)
                .at(pointer)
                .place(e.line() > 0 ? e.line() : null, null)
                .exception();
    }
}
