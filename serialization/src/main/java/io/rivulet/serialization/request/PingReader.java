// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the frame `ping`: with a `node_id` a member's sign of life, in the session that it joined or in the cluster.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class PingReader {
    /// @param nodeId null: nobody's in particular
    public record Ping(@Nullable String nodeId, @Nullable UUID session) {}

    private @Nullable String nodeId;
    private @Nullable UUID session;

    private PingReader() {}

    public static Ping read(byte[] json) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json), c -> new PingReader().read(c));
    }

    private Ping read(JsonCursor c) throws IOException {
        c.document(field -> {
            switch (field) {
                case "node_id" -> nodeId = JoinReader.nodeId(c);
                case "session_id" -> session = c.uuid();
                default -> c.skip();
            }
        });
        return new Ping(nodeId, session);
    }
}
