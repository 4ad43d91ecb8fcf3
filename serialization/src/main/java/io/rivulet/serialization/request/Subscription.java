// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The frames `subscribe` and `unsubscribe`: a session's lines are wanted on this socket, or no longer.
///
/// @param from the first number wanted; empty: a snapshot, then what comes
public record Subscription(UUID session, OptionalLong from) {
    private static final class Fields {
        private @Nullable UUID session;
        private OptionalLong from = OptionalLong.empty();
    }

    /// **Errors** as [SolveRequestReader].
    public static Subscription read(byte[] json) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json), Subscription::read);
    }

    private static Subscription read(JsonCursor c) throws IOException {
        var fields = new Fields();
        c.document(field -> {
            switch (field) {
                case "session_id" -> fields.session = c.uuid();
                case "from" -> fields.from = OptionalLong.of(c.whole(0, Long.MAX_VALUE - 1));
                default -> c.skip();
            }
        });
        UUID session = fields.session;
        if (session == null) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "the field session_id is missing")
                    .at("/session_id")
                    .exception();
        }
        return new Subscription(session, fields.from);
    }
}
