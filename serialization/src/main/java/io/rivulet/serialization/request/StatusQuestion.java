// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.List;
import java.util.UUID;

/// How a session stands, asked by an object: `{session_id}`.
public record StatusQuestion(UUID session, List<String> warnings) {
    /// **Errors** `missing_field`, `invalid_id`.
    public static StatusQuestion read(byte[] json) {
        return JsonCursor.parse(SessionField.parser(json), c -> {
            var session = new SessionField();
            c.document(name -> {
                if (!session.read(name, c)) {
                    c.unknown();
                }
            });
            return new StatusQuestion(session.id(), c.warnings.list());
        });
    }
}
