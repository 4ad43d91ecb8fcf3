// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.agent;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// What an agent is, and where it connects to.
///
/// @param coordinators tried in turn
/// @param certificates the folder of its certificate, whose common name is its id
/// @param type of [io.rivulet.serialization.task.TaskKind], or Worker
/// @param capabilities what a worker does
/// @param slots tasks that it works on at one time
public record AgentSettings(
        List<InetSocketAddress> coordinators,
        Path certificates,
        String type,
        List<String> capabilities,
        int slots,
        String version) {
    public AgentSettings {
        coordinators = List.copyOf(coordinators);
        capabilities = List.copyOf(capabilities);
        if (coordinators.isEmpty()) {
            throw new IllegalArgumentException("an agent needs a coordinator");
        }
    }
}
