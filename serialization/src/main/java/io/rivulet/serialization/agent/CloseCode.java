// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

/// Why a connection or a stream of the agents' protocol ends: the application's error codes on the wire, which are
/// never renumbered.
public enum CloseCode {
    NO_ERROR,
    PROTOCOL_VIOLATION,
    FRAME_TOO_LARGE,
    BAD_JSON,
    HANDSHAKE_TIMEOUT,
    VERSION_UNSUPPORTED,
    UNAUTHORIZED,
    IDENTITY_MISMATCH,
    DUPLICATE_AGENT,
    DRAINING,
    RATE_LIMITED,
    INTERNAL,
    EARLY_DATA_REFUSED,
    PURPOSE_NOT_ASSIGNED,
    TRUNCATED,
    HEARTBEAT_LOST;

    /// The number on the wire.
    public int code() {
        return ordinal();
    }
}
