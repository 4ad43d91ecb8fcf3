// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads `{session_id, name, labels, options}`, all of which may be left out, as may be the body. What a fork has from
/// the session that it comes from can't be said again.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class ForkReader {
    private static final String OPTIONS = "A fork has the problem, x and the method of the session that it comes from; "
            + "session_id, name, labels and options can be said of it.";

    private final JsonCursor c;
    private final OptionsFields options;
    private @Nullable UUID sessionId;

    private ForkReader(JsonCursor c, RequestLimits limits) {
        this.c = c;
        this.options = new OptionsFields(limits);
    }

    /// @param limits whether a session may live for ever
    public static ForkRequest read(byte[] json, RequestLimits limits) {
        byte[] object = isBlank(json) ? new byte[] {'{', '}'} : json;
        return JsonCursor.parse(
                () -> Json.FACTORY.createParser(object).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION),
                cursor -> new ForkReader(cursor, limits).read());
    }

    private static boolean isBlank(byte[] json) {
        for (byte b : json) {
            if (b > ' ' || b < 0) {
                return false;
            }
        }
        return true;
    }

    private ForkRequest read() throws IOException {
        c.document(field -> {
            switch (field) {
                case "session_id" -> sessionId = c.uuid();
                case "name" -> options.readName(c);
                case "labels" -> options.readLabels(c);
                case "options" -> options.readOptionsOfFork(c);
                case "matrix", "vector", "method", "flow_nexus", "workflow" ->
                    throw c.unsupported(c.pointer() + " of a fork", OPTIONS);
                default -> c.unknown();
            }
        });
        return new ForkRequest(sessionId, options::settingsOver, c.warnings.list());
    }
}
