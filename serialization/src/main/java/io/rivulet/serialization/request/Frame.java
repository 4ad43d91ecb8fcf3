// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The envelope of one message on a socket: which kind it is, and under which name its answer is awaited. What else it
/// says is read by the reader of its kind, from the same text.
///
/// @param id a text or a whole number as JSON, to be echoed as `in_reply_to`, or null
/// @param fault what is wrong with the message as far as that shows here
public record Frame(
        @Nullable String type,
        @Nullable String id,
        @Nullable Problem fault) {
    private static final int LONGEST_TYPE = 100;
    private static final int LONGEST_ID = 100;

    /// **Cost** one pass over the text. What is wrong is in the frame, so that the answer can name its id.
    public static Frame read(byte[] json) {
        String[] found = new String[2];
        try {
            JsonCursor.parse(
                    () -> Json.FACTORY.createParser(json).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION),
                    c -> read(c, found));
        } catch (RivuletException bad) {
            return new Frame(found[0], found[1], bad.problem());
        }
        Problem missing =
                Problem.of(ProblemCode.MISSING_FIELD, "the frame has no type").at("/type");
        return new Frame(found[0], found[1], found[0] == null ? missing : null);
    }

    private static boolean read(JsonCursor c, String[] found) throws IOException {
        c.document(field -> {
            switch (field) {
                case "type" -> found[0] = c.text(LONGEST_TYPE);
                case "id" -> found[1] = id(c);
                default -> c.pass();
            }
        });
        return true;
    }

    /// **Errors** the fault.
    public String typeOrThrow() {
        Problem wrong = fault;
        if (wrong != null || type == null) {
            throw (wrong == null ? Problem.of(ProblemCode.MISSING_FIELD, "the frame has no type") : wrong).exception();
        }
        return type;
    }

    /// The id as it stands in a frame. **Errors** `wrong_type`, `out_of_range`.
    static String id(JsonCursor c) throws IOException {
        if (!c.atText()) {
            return Long.toString(c.whole(Long.MIN_VALUE, Long.MAX_VALUE));
        }
        String text = c.text(LONGEST_ID);
        return new String(Json.encode(json -> json.writeString(text)), StandardCharsets.UTF_8);
    }
}
