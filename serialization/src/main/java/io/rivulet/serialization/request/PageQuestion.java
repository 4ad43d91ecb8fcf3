// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.view.SessionStates;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which sessions there are, asked by an object: `{limit, cursor, state, labels}`.
public record PageQuestion(
        int limit, @Nullable String cursor, @Nullable String state, Map<String, String> labels, List<String> warnings) {
    public static final int DEFAULT_LIMIT = 100;
    public static final int MOST = 1_000;

    private static final int LONGEST_TEXT = 200;

    /// **Errors** `wrong_type`, `out_of_range`, `unsupported_value`.
    public static PageQuestion read(byte[] json) {
        return JsonCursor.parse(SessionField.parser(json), c -> new Fields().read(c));
    }

    private static final class Fields {
        private int limit = DEFAULT_LIMIT;
        private @Nullable String cursor;
        private @Nullable String state;
        private final Map<String, String> labels = new TreeMap<>();

        PageQuestion read(JsonCursor c) throws IOException {
            c.document(name -> {
                switch (name) {
                    case "limit" -> limit = (int) c.whole(1, MOST);
                    case "cursor" -> cursor = c.text(LONGEST_TEXT);
                    case "state" -> state = state(c);
                    case "labels" -> c.object(key -> labels.put(key, c.text(LONGEST_TEXT)));
                    default -> c.unknown();
                }
            });
            return new PageQuestion(limit, cursor, state, Map.copyOf(labels), c.warnings.list());
        }

        private static String state(JsonCursor c) throws IOException {
            String given = c.text(LONGEST_TEXT);
            if (!SessionStates.NAMES.contains(given)) {
                throw c.unsupported(
                        "state \"" + given + "\"", "States are " + String.join(", ", SessionStates.NAMES) + ".");
            }
            return given;
        }
    }
}
