// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/// Entries of a session's x, asked by an object: `{session_id, index | indices, error}`.
public record EntriesQuestion(UUID session, int[] indices, double error, List<String> warnings) {
    public static final int MOST = 10_000;
    public static final double DEFAULT_ERROR = 1e-6;

    /// **Errors** `missing_field`, `out_of_range`, `index_out_of_range`, `invalid_id`.
    public static EntriesQuestion read(byte[] json) {
        return JsonCursor.parse(SessionField.parser(json), c -> new Fields().read(c));
    }

    private static final class Fields {
        private final SessionField session = new SessionField();
        private final IntColumn indices = new IntColumn();
        private double error = DEFAULT_ERROR;

        EntriesQuestion read(JsonCursor c) throws IOException {
            c.document(name -> {
                switch (name) {
                    case "index" -> indices.add((int) c.whole(0, Integer.MAX_VALUE));
                    case "indices" -> c.ints(indices, ProblemCode.INDEX_OUT_OF_RANGE, RequestLimits.DEFAULTS);
                    case "error" -> error = c.number(0, true, Double.MAX_VALUE);
                    default -> {
                        if (!session.read(name, c)) {
                            c.unknown();
                        }
                    }
                }
            });
            UUID id = session.id();
            int count = indices.size();
            if (count == 0) {
                throw Problem.of(ProblemCode.MISSING_FIELD, "there is neither an index nor indices")
                        .at("/index")
                        .hint("For one entry index, for many indices.")
                        .exception();
            }
            if (count > MOST) {
                throw Problem.of(
                                ProblemCode.OUT_OF_RANGE,
                                "indices has " + count + " entries, at most " + MOST + " are estimated at once")
                        .at("/indices")
                        .exception();
            }
            int[] wanted = indices.take();
            for (int k = 0; k < count; k++) {
                if (wanted[k] < 0) {
                    throw VectorFields.outside("/indices/" + k, wanted[k], "it must be from 0 to rows − 1");
                }
            }
            return new EntriesQuestion(id, wanted, error, c.warnings.list());
        }
    }
}
