// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.ZipException;

/// Turns what a JSON parser and its stream throw into problems with a place.
final class JsonFaults {
    /// Words of the parser's message that tell bad bytes from bad JSON.
    private static final String NOT_UTF8 = "Invalid UTF-8";

    /// How the parser's message begins for NaN and Infinity.
    private static final String NOT_A_NUMBER = "Non-standard token";

    /// Longest part of a parser's message that is repeated.
    private static final int MESSAGE_LENGTH = 200;

    /// How the parser's notes begin.
    private static final List<String> NOTES = List.of(" (start marker at", ": enable ", " starting at [Source");

    private JsonFaults() {}

    static RivuletException of(IOException fault) {
        return switch (fault) {
            case StreamConstraintsException e -> constraint(e);
            case JsonEOFException e ->
                placed(ProblemCode.MALFORMED_JSON, "the text ends in the middle of a value", e)
                        .hint("Was the body cut short? Its brackets are not all closed.")
                        .exception();
            case JsonProcessingException e -> malformed(e).exception();
            case ZipException _ -> body("the body is not valid gzip: " + fault.getMessage());
            case EOFException _ -> body("the compressed body ends too early");
            case CharConversionException _ -> body("the body is not UTF-8: " + fault.getMessage());
            // The connection broke or the server has a fault of its own: nothing that a problem could say.
            default -> throw new UncheckedIOException(fault);
        };
    }

    private static RivuletException constraint(StreamConstraintsException e) {
        String message = e.getOriginalMessage();
        if (message.contains("String value length")) {
            return placed(
                            ProblemCode.BODY_TOO_LARGE,
                            "a text is longer than " + (Json.MAX_STRING_LENGTH >> 20) + " MiB",
                            e)
                    .hint("Send larger Matrix Market texts as the part `matrix` of a multipart body.")
                    .exception();
        }
        String what = message.contains("nesting depth")
                ? "more than " + Json.MAX_DEPTH + " brackets inside each other"
                : "a number or a name of more than 1000 characters";
        return placed(ProblemCode.MALFORMED_JSON, what, e).exception();
    }

    private static Problem malformed(JsonProcessingException e) {
        String message = firstSentence(e.getOriginalMessage());
        if (message.startsWith(NOT_UTF8)) {
            return placed(ProblemCode.MALFORMED_BODY, "the body is not UTF-8: " + message, e);
        }
        Problem problem = placed(ProblemCode.MALFORMED_JSON, message, e);
        return message.startsWith(NOT_A_NUMBER)
                ? problem.hint("JSON has no NaN or Infinity, and every number must be finite.")
                : problem;
    }

    /// Without the parser's notes on its own settings and sources, which are no business of the sender.
    private static String firstSentence(String message) {
        int cut = Math.min(message.length(), MESSAGE_LENGTH);
        for (String note : NOTES) {
            int begin = message.indexOf(note);
            cut = begin < 0 ? cut : Math.min(cut, begin);
        }
        return message.substring(0, cut);
    }

    private static Problem placed(ProblemCode code, String what, JsonProcessingException e) {
        JsonLocation place = e.getLocation();
        if (place == null) {
            return Problem.of(code, what);
        }
        return Problem.of(code, what + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")")
                .place(place.getLineNr(), place.getColumnNr());
    }

    private static RivuletException body(String detail) {
        return Problem.of(ProblemCode.MALFORMED_BODY, detail).exception();
    }
}
