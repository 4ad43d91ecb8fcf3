// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task.core;

import io.rivulet.serialization.task.TaskKind;
import java.util.List;

/// What an agent is and can do, as its greeting and its last heartbeat say.
///
/// @param slots tasks that it takes at one time
/// @param load from 0 to 1, as it says itself
public record AgentCard(
        String agentId,
        String type,
        List<String> capabilities,
        String version,
        int slots,
        double load,
        String coordinator,
        boolean draining) {
    public AgentCard {
        capabilities = List.copyOf(capabilities);
    }

    /// Whether it does work of this kind: by its type, or as a worker by its capabilities.
    public boolean does(TaskKind kind) {
        return type.equals(kind.agentType())
                || type.equals(TaskKind.WORKER) && capabilities.contains(kind.capability());
    }
}
