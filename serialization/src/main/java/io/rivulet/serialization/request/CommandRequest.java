// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /sessions/{id}/commands`, or a line of type `command`. `tolerance` belongs to SET_TOLERANCE and is 0
/// elsewhere.
///
/// @param sessionId null where it is not said
public record CommandRequest(
        Kind kind, double tolerance, @Nullable UUID sessionId) {
    public enum Kind {
        PAUSE,
        RESUME,
        RESTART,
        VERIFY,
        SOLUTION,
        SET_TOLERANCE
    }
}
