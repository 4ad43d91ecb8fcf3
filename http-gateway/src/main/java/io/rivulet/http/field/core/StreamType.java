// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import java.util.Arrays;
import java.util.Optional;

/// What a stream tells.
public enum StreamType {
    /// Figures of a field, at the viewer's pace.
    FEATURES("stream_features"),
    /// A simulation from its first step to its last.
    LIVE("simulation_live"),
    /// A recording.
    REPLAY("replay");

    private final String wireName;

    StreamType(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<StreamType> named(String name) {
        return Arrays.stream(values())
                .filter(each -> each.wireName.equals(name))
                .findFirst();
    }
}
