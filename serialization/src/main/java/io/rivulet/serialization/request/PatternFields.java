// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.patterns.matcher.Sequence;
import io.rivulet.patterns.series.Series;
import io.rivulet.patterns.series.SeriesException;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fields that requests about patterns have in common.
/// **Thread** one.
final class PatternFields {
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_TYPE = 100;
    private static final int LONGEST_WORD = 200;
    private static final Set<String> TRENDS = Set.of("bullish", "bearish", "neutral");
    private static final RequestLimits SERIES = new RequestLimits(1, Series.MOST_VALUES, true);

    private PatternFields() {}

    /// Letters, digits and `._:~-`, so that it stands in a path as it is.
    static String id(JsonCursor c) throws IOException {
        String id = c.text(LONGEST_ID);
        if (!isId(id)) {
            throw c.fault(
                    ProblemCode.INVALID_ID,
                    "\"" + JsonCursor.shortened(id) + "\" is not an id: it has letters, digits and ._:~- alone");
        }
        return id;
    }

    static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_ID
                && text.chars()
                        .allMatch(ch -> ch >= '0' && ch <= '9'
                                || ch >= 'a' && ch <= 'z'
                                || ch >= 'A' && ch <= 'Z'
                                || "._:~-".indexOf(ch) >= 0);
    }

    static String type(JsonCursor c) throws IOException {
        String type = c.text(LONGEST_TYPE);
        if (type.isBlank()) {
            throw c.fault(ProblemCode.OUT_OF_RANGE, "pattern_type is empty, it must have a character at least");
        }
        return type;
    }

    /// Any series, at least one value.
    static DenseVector values(JsonCursor c) throws IOException {
        String pointer = c.pointer();
        var column = new DoubleColumn();
        c.doubles(column, SERIES);
        double[] values = column.take();
        if (values.length == 0) {
            throw Problem.of(ProblemCode.EMPTY_SEQUENCE, pointer + " has no value")
                    .at(pointer)
                    .exception();
        }
        return DenseVector.adopt(values);
    }

    /// One that can be matched: long enough, and not constant.
    static DenseVector sequence(JsonCursor c) throws IOException {
        String pointer = c.pointer();
        DenseVector values = values(c);
        try {
            Sequence.of(values.values());
        } catch (SeriesException unfit) {
            throw problemOf(unfit, pointer);
        }
        return values;
    }

    static RuntimeException problemOf(SeriesException unfit, String pointer) {
        ProblemCode code = switch (unfit.fault()) {
            case EMPTY_SEQUENCE -> ProblemCode.EMPTY_SEQUENCE;
            case CONSTANT_SEQUENCE -> ProblemCode.CONSTANT_SEQUENCE;
            case NON_FINITE_VALUE -> ProblemCode.NON_FINITE_VALUE;
            case TOO_SHORT, TOO_LONG -> ProblemCode.OUT_OF_RANGE;
            case DIMENSION_MISMATCH -> ProblemCode.DIMENSION_MISMATCH;
        };
        return Problem.of(code, String.valueOf(unfit.getMessage())).at(pointer).exception();
    }

    /// Words and numbers by name; some names have a meaning.
    static Experience.Context context(JsonCursor c) throws IOException {
        Map<String, String> words = new HashMap<>();
        Map<String, Double> numbers = new HashMap<>();
        c.object(name -> {
            if (words.size() + numbers.size() >= Experience.Context.MOST) {
                throw c.fault(
                        ProblemCode.OUT_OF_RANGE,
                        "market_context has more than " + Experience.Context.MOST + " fields");
            }
            c.requireStorable(name);
            switch (name) {
                case "sentiment" -> numbers.put(name, c.number(-1, false, 1));
                case "volatility", "volume" -> numbers.put(name, c.number(0, false, Double.MAX_VALUE));
                case "trend" -> {
                    String trend = c.text(LONGEST_WORD);
                    if (!TRENDS.contains(trend)) {
                        throw c.unsupported(
                                "\"" + JsonCursor.shortened(trend) + "\"", "A trend is bullish, bearish or neutral.");
                    }
                    words.put(name, trend);
                }
                default -> {
                    if (c.atText()) {
                        words.put(name, c.text(LONGEST_WORD));
                    } else {
                        numbers.put(name, c.finite());
                    }
                }
            }
        });
        return new Experience.Context(words, numbers);
    }

    /// **Errors** `missing_field`.
    static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "the field " + name + " is missing")
                    .at("/" + name)
                    .exception();
        }
        return value;
    }
}
