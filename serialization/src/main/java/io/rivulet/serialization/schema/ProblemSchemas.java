// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import io.rivulet.serialization.problem.ProblemCode;
import java.util.Arrays;

/// What went wrong, as [io.rivulet.serialization.problem.ProblemJson] writes it.
public final class ProblemSchemas {
    private ProblemSchemas() {}

    public static Schema problem() {
        return Schema.object()
                .says("A problem by RFC 9457. What to do about each code stands at its type.")
                .required("type", Schema.text().with("format", "uri-reference"))
                .required("title", Schema.text())
                .required("status", Schema.whole())
                .required("detail", Schema.text().says("what is wrong, where, and with which numbers"))
                .required(
                        "code",
                        Schema.choice(Arrays.stream(ProblemCode.values())
                                        .map(ProblemCode::wireName)
                                        .toList())
                                .says("stable"))
                .required("hint", Schema.text().says("what to do"))
                .property("pointer", Schema.text().says("the field, a JSON pointer"))
                .property("line", Schema.whole())
                .property("column", Schema.whole())
                .property("instance", Schema.text().with("format", "uri").says("this occurrence"))
                .property("session_id", Schema.id())
                .property("retry_after_ms", Schema.whole().from(0));
    }

    /// One line among many that was refused.
    public static Schema rejected() {
        return Schema.object().required("accepted", Schema.refused()).required("problem", problem());
    }
}
