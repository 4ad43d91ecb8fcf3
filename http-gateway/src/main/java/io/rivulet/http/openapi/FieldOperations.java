// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.http.field.core.Endpoint;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Map;

/// The sockets of field streams.
final class FieldOperations {
    private static final String SAYS = "With `Upgrade: websocket`. The client says `init`, then `auth` with a key of"
            + " field streams, then `subscribe`; docs/reference/field-streaming.md has all messages.";

    private FieldOperations() {}

    static void addTo(Map<String, Operation> all) {
        all.put(
                "GET " + Endpoint.FEATURES.path(),
                socket("openFeatureSocket", "Figures of simulated fields, at a pace of one's own"));
        all.put("GET " + Endpoint.LIVE.path(), socket("openFieldSocket", "Simulations of fields, step by step"));
        all.put("GET " + Endpoint.ANY.path(), socket("openStreamSocket", "Streams of fields, of any type"));
        all.put("GET " + Endpoint.HEARTBEAT.path(), socket("openFieldHeartbeat", "Whether this node is there"));
    }

    private static Operation socket(String id, String summary) {
        return Operation.of(Tag.FIELDS, id, summary)
                .says(SAYS)
                .answers(Reply.of(101, "The connection is a socket from here on"))
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.FORBIDDEN,
                        ProblemCode.TOO_MANY_STREAMS,
                        ProblemCode.DRAINING);
    }
}
