// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import org.jspecify.annotations.Nullable;

/// An address, and the one type of stream that it has.
public enum Endpoint {
    FEATURES("/ws/stream_features", StreamType.FEATURES),
    LIVE("/ws/simulation_live", StreamType.LIVE),
    HEARTBEAT("/ws/heartbeat", null);

    private final String path;
    private final @Nullable StreamType type;

    Endpoint(String path, @Nullable StreamType type) {
        this.path = path;
        this.type = type;
    }

    public String path() {
        return path;
    }

    public @Nullable StreamType type() {
        return type;
    }
}
