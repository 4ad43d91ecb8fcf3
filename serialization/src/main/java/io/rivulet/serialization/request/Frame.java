// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The envelope of one message on a socket: which kind it is, and under which name its answer is awaited. What else it
/// says is read by the reader of its kind, from the same text.
///
/// @param id echoed as `in_reply_to`, or null
public record Frame(String type, @Nullable String id) {
    private static final int LONGEST_TYPE = 100;
    private static final int LONGEST_ID = 100;

    /// **Cost** one pass over the text. **Errors** as [SolveRequestReader]; `missing_field` without a type.
    public static Frame read(byte[] json) {
        return JsonCursor.parse(
                () -> Json.FACTORY.createParser(json).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION),
                Frame::read);
    }

    private static Frame read(JsonCursor c) throws IOException {
        String[] found = new String[2];
        c.document(field -> {
            switch (field) {
                case "type" -> found[0] = c.text(LONGEST_TYPE);
                case "id" -> found[1] = id(c);
                default -> c.skip();
            }
        });
        if (found[0] == null) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "the frame has no type")
                    .at("/type")
                    .exception();
        }
        return new Frame(found[0], found[1]);
    }

    /// The id as it stands in a frame. **Errors** `wrong_type`, `out_of_range`.
    static String id(JsonCursor c) throws IOException {
        return c.text(LONGEST_ID);
    }
}
