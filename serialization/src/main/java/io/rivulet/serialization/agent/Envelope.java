// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// One message of the agents' protocol.
///
/// @param id unique of its sender; the same when it is sent again
/// @param type as on the wire, since a receiver may know fewer than its sender
/// @param from the agent or coordinator
/// @param corr the id of the message that it answers
public record Envelope(
        String id,
        String type,
        long atMillis,
        String from,
        @Nullable String corr,
        JsonNode payload) {
    public static Envelope of(
            String id, MessageType type, long atMillis, String from, @Nullable String corr, Object payload) {
        return new Envelope(id, type.wireName(), atMillis, from, corr, AgentJson.tree(payload));
    }

    public boolean is(MessageType wanted) {
        return type.equals(wanted.wireName());
    }

    /// The payload as the record of its type. **Errors** [ProtocolException] `BAD_JSON` where it isn't one.
    public <T> T payload(Class<T> as) {
        return AgentJson.read(payload, as);
    }
}
