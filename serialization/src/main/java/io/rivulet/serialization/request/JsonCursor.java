// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads a request's fields as they come. Every fault names its JSON pointer, which is only made when there is one.
/// **Thread** one.   **Errors** [RivuletException]; the parser's own [IOException]s are turned by [JsonFaults].
final class JsonCursor {
    private static final int SHOWN = 40;
    private static final int MOST_UNKNOWN = 10_000;
    /// Doubles beyond this size no longer tell whole numbers apart.
    private static final double WHOLE = 1L << 53;

    private final JsonParser parser;
    final Warnings warnings = new Warnings();
    private int unknownNames;

    JsonCursor(JsonParser parser) {
        this.parser = parser;
    }

    /// Takes one field; the cursor stands at its value, which must be read to its end.
    @FunctionalInterface
    interface Field {
        void read(String name) throws IOException;
    }

    /// Reads the one object that the text consists of.
    void document(Field field) throws IOException {
        documentWithNull(null, field);
    }

    /// As [#document], where one field may be null, which is not the same as left out.
    void documentWithNull(@Nullable String nullable, Field field) throws IOException {
        if (parser.nextToken() == null) {
            throw Problem.of(ProblemCode.MALFORMED_JSON, "the body is empty")
                    .place(1, 1)
                    .exception();
        }
        object(nullable, field);
        if (parser.nextToken() != null) {
            throw Problem.of(
                            ProblemCode.MALFORMED_JSON,
                            "something follows the object that ends the request (line " + line() + ", column "
                                    + column() + ")")
                    .place(line(), column())
                    .exception();
        }
    }

    /// Reads an object. A field that is null counts as left out.
    void object(Field field) throws IOException {
        object(null, field);
    }

    private void object(@Nullable String nullable, Field field) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrongType("an object");
        }
        String name = parser.nextFieldName();
        while (name != null) {
            if (parser.nextToken() != JsonToken.VALUE_NULL || name.equals(nullable)) {
                field.read(name);
            }
            name = parser.nextFieldName();
        }
    }

    /// Skips the value of a field nobody knows, and says so.
    void unknown() throws IOException {
        warnings.unknownField(pointer());
        skip();
    }

    /// Passes over the value of a field that is read, and its names counted, by another reader of the same text.
    void pass() throws IOException {
        parser.skipChildren();
    }

    /// Skips the value of a field that somebody else reads.
    void skip() throws IOException {
        countName();
        int depth = parser.currentToken().isStructStart() ? 1 : 0;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                countName();
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }

    /// The parser remembers every name it sees, so a body of names alone could fill the memory.
    private void countName() {
        if (++unknownNames > MOST_UNKNOWN) {
            throw fault(
                    ProblemCode.OUT_OF_RANGE,
                    "more than " + MOST_UNKNOWN + " fields that are not known, here is one more");
        }
    }

    /// The object here, as it was sent.
    byte[] rawObject() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrongType("an object");
        }
        return Json.encode(json -> json.copyCurrentStructure(parser));
    }

    boolean atNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    boolean atArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    boolean atText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /// Stands at the first value of an array, or returns false where it is empty.
    boolean enterArray() throws IOException {
        if (!atArray()) {
            throw wrongType("an array");
        }
        return nextInArray();
    }

    boolean nextInArray() throws IOException {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    boolean truth() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> throw wrongType("true or false");
        };
    }

    String text(int longest) throws IOException {
        if (!atText()) {
            throw wrongType("a text");
        }
        String text = parser.getText();
        if (text.length() > longest) {
            throw fault(
                    ProblemCode.OUT_OF_RANGE,
                    pointer() + " has " + text.length() + " characters, at most " + longest + " are taken");
        }
        requireStorable(text);
        return text;
    }

    /// Texts that come back from storage as others would be two names for one thing, or one for two.
    void requireStorable(String text) {
        for (int k = 0; k < text.length(); k++) {
            char c = text.charAt(k);
            if (c == 0) {
                throw fault(ProblemCode.UNSUPPORTED_VALUE, "a text has the character U+0000 at " + pointer());
            }
            if (Character.isSurrogate(c)) {
                boolean pair = k + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(k + 1));
                if (!pair) {
                    throw fault(ProblemCode.MALFORMED_BODY, "a text has half of a surrogate pair at " + pointer());
                }
                k++;
            }
        }
    }

    UUID uuid() throws IOException {
        String text = text(Integer.MAX_VALUE);
        UUID id = Ids.parse(text);
        if (id == null) {
            throw fault(ProblemCode.INVALID_ID, "\"" + shortened(text) + "\" is not a UUID");
        }
        return id;
    }

    double finite() throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            throw wrongType("a number");
        }
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw fault(
                    ProblemCode.NON_FINITE_VALUE,
                    shortened(parser.getText()) + " at " + pointer() + " is too large for a double");
        }
        return value;
    }

    /// A finite number in `[least, most]`, or above `least` where `open`.
    double number(double least, boolean open, double most) throws IOException {
        double value = finite();
        if (value > most || (open ? value <= least : value < least)) {
            throw outOfRange(
                    shortened(parser.getText()), (open ? "greater than " : "at least ") + text(least) + upTo(most));
        }
        return value;
    }

    /// A whole number in `[least, most]`; `1e4` is one, `1.5` is not.
    long whole(long least, long most) throws IOException {
        long value = whole();
        if (value < least || value > most) {
            throw outOfRange(shortened(parser.getText()), "from " + least + " to " + most);
        }
        return value;
    }

    /// A whole number of any size; beyond a long it is the nearest long, which no range takes.
    long whole() throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    return parser.getBigIntegerValue().signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
                }
                return parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> {
                double value = parser.getDoubleValue();
                if (Math.rint(value) == value && Math.abs(value) <= WHOLE) {
                    return (long) value;
                }
                throw wrongType("a whole number");
            }
            case null, default -> throw wrongType("a whole number");
        }
    }

    /// Appends an array of finite numbers.
    void doubles(DoubleColumn into, RequestLimits limits) throws IOException {
        requireArray("an array of numbers");
        int room = (int) limits.maxEntries();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            if (room-- == 0) {
                throw tooMany(limits);
            }
            into.add(finite());
            token = parser.nextToken();
        }
    }

    /// Appends an array of whole numbers. `code` is for one that needs more than 32 bits.
    void ints(IntColumn into, ProblemCode code, RequestLimits limits) throws IOException {
        requireArray("an array of whole numbers");
        int room = (int) limits.maxEntries();
        JsonToken token = parser.nextToken();
        try {
            while (token != JsonToken.END_ARRAY) {
                if (token != JsonToken.VALUE_NUMBER_INT) {
                    throw wrongType("a whole number");
                }
                if (room-- == 0) {
                    throw tooMany(limits);
                }
                into.add(parser.getIntValue());
                token = parser.nextToken();
            }
        } catch (InputCoercionException e) {
            throw fault(code, shortened(parser.getText()) + " at " + pointer() + " is beyond 32 bits");
        }
    }

    /// JSON pointer of the value the cursor stands at.
    String pointer() {
        return parser.getParsingContext().pathAsPointer().toString();
    }

    RivuletException fault(ProblemCode code, String detail) {
        return Problem.of(code, detail).at(pointer()).exception();
    }

    /// For a value that is known to the contract, but not taken (yet).
    RivuletException unsupported(String shown, String hint) {
        return Problem.of(ProblemCode.UNSUPPORTED_VALUE, shown + " is not supported at " + pointer())
                .at(pointer())
                .hint(hint)
                .exception();
    }

    RivuletException wrongType(String expected) throws IOException {
        String place = pointer();
        return fault(
                ProblemCode.WRONG_TYPE,
                (place.isEmpty() ? "the body" : place) + " is " + found() + ", expected " + expected);
    }

    /// Refuses entry number `size` of an array that may not grow further.
    void requireRoom(int size, RequestLimits limits) {
        if (size >= limits.maxEntries()) {
            throw tooMany(limits);
        }
    }

    private void requireArray(String expected) throws IOException {
        if (!atArray()) {
            throw wrongType(expected);
        }
    }

    private RivuletException tooMany(RequestLimits limits) {
        return fault(
                ProblemCode.OUT_OF_RANGE,
                pointer() + " is beyond the " + limits.maxEntries() + " entries that an array may have");
    }

    private RivuletException outOfRange(String shown, String range) {
        return fault(ProblemCode.OUT_OF_RANGE, pointer() + " is " + shown + ", it must be " + range);
    }

    private String found() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the text \"" + shortened(parser.getText()) + "\"";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + shortened(parser.getText());
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            case null, default -> "nothing";
        };
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private int column() {
        return parser.currentTokenLocation().getColumnNr();
    }

    private static String upTo(double most) {
        return most == Double.MAX_VALUE ? "" : " and at most " + text(most);
    }

    private static String text(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < WHOLE ? Long.toString((long) bound) : "" + bound;
    }

    static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /// A body of a request, from a parser to a value.
    @FunctionalInterface
    interface Body<T> {

        T read(JsonCursor cursor) throws IOException;
    }

    /// Runs `body` over `parser` and turns every fault of the text into a problem.
    static <T> T parse(Opening opening, Body<T> body) {
        try (JsonParser parser = opening.open()) {
            return body.read(new JsonCursor(parser));
        } catch (IOException e) {
            throw JsonFaults.of(e);
        }
    }

    @FunctionalInterface
    interface Opening {
        JsonParser open() throws IOException;
    }
}
