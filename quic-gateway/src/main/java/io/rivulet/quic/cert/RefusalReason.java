// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.util.Locale;

/// Why somebody was not let in: for the log and the figures, never told to whom it concerns in more words than TLS has.
public enum RefusalReason {
    NO_CERTIFICATE,
    OTHER_PROTOCOL,
    UNKNOWN_AUTHORITY,
    EXPIRED,
    NOT_YET_VALID,
    WRONG_USAGE,
    BAD_NAME,
    REVOKED,
    NOT_LISTED,
    IDENTITY_MISMATCH,
    TYPE_NOT_ALLOWED,
    DUPLICATE_AGENT,
    VERSION_UNSUPPORTED,
    HANDSHAKE_TIMEOUT,
    BAD_GREETING,
    TOO_MANY_AGENTS,
    DRAINING;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
