// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

/// Bytes that the agents' protocol doesn't allow, and the code by which their stream or connection ends.
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final CloseCode code;

    public ProtocolException(CloseCode code, String detail) {
        super(detail);
        this.code = code;
    }

    public ProtocolException(CloseCode code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public CloseCode code() {
        return code;
    }
}
