// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import java.util.Set;

/// An address, and the types of streams that it has.
public enum Endpoint {
    FEATURES("/ws/stream_features", StreamType.FEATURES),
    LIVE("/ws/simulation_live", StreamType.LIVE),
    ANY("/ws/stream", StreamType.FEATURES, StreamType.LIVE, StreamType.REPLAY),
    HEARTBEAT("/ws/heartbeat");

    private final String path;
    private final Set<StreamType> types;

    Endpoint(String path, StreamType... types) {
        this.path = path;
        this.types = Set.of(types);
    }

    public String path() {
        return path;
    }

    boolean has(StreamType type) {
        return types.contains(type);
    }

    /// Why not, for people.
    String refusal() {
        return types.isEmpty()
                ? "there are no streams at this address"
                : "this address has " + types.iterator().next().wireName();
    }
}
