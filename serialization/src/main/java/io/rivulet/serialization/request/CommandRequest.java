// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

/// `POST /sessions/{id}/commands`. `tolerance` belongs to SET_TOLERANCE and is 0 elsewhere.
public record CommandRequest(Kind kind, double tolerance) {
    public enum Kind {
        PAUSE,
        RESUME,
        RESTART,
        VERIFY,
        SOLUTION,
        SET_TOLERANCE
    }
}
