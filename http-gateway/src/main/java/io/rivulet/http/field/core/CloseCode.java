// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

/// Why a connection ends, as the code of its close frame.
public enum CloseCode {
    /// The client said `close`.
    NORMAL(1000, "closed"),
    GOING_AWAY(1001, "the server shuts down"),
    BINARY_NOT_AGREED(1003, "binary frames were not agreed on"),
    NOT_JSON(1007, "not a JSON object"),
    TOO_LARGE(1009, "the frame is too large"),
    INTERNAL(1011, "internal error"),
    MALFORMED(4400, "malformed messages"),
    NO_AUTH(4401, "no successful auth in time"),
    REFUSED(4403, "auth was refused repeatedly"),
    SILENT(4408, "no sign of life"),
    VERSION(4409, "unsupported protocol version");

    private final int number;
    private final String reason;

    CloseCode(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    public int number() {
        return number;
    }

    public String reason() {
        return reason;
    }
}
