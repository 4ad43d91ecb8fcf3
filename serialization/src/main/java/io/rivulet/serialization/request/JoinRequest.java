// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.SwarmMember;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody wants to be a member of the swarm of a session, or with null of all that have one.
public record JoinRequest(SwarmMember candidate, @Nullable UUID sessionId, List<String> warnings) {
    public JoinRequest {
        warnings = List.copyOf(warnings);
    }
}
