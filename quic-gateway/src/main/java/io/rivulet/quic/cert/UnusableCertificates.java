// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

/// Why files of certificates can't be used, and what mends it, in words for an operator.
public final class UnusableCertificates extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnusableCertificates(String message) {
        super(message);
    }

    public UnusableCertificates(String message, Throwable cause) {
        super(message, cause);
    }
}
