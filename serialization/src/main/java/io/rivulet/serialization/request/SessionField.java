// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The field `session_id` of an object that asks about a session.
/// **Thread** one.
final class SessionField {
    private @Nullable UUID id;

    static JsonCursor.Opening parser(byte[] json) {
        return () -> Json.FACTORY.createParser(json).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    /// False for another field.
    boolean read(String name, JsonCursor c) throws IOException {
        if (!name.equals("session_id")) {
            return false;
        }
        id = c.uuid();
        return true;
    }

    /// **Errors** `missing_field`.
    UUID id() {
        UUID known = id;
        if (known == null) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "the field session_id is missing")
                    .at("/session_id")
                    .exception();
        }
        return known;
    }
}
