// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.settings;

/// The header in which the proxies that are trusted say whom they speak for.
public enum ProxyHeader {
    X_FORWARDED_FOR("X-Forwarded-For"),
    /// Of RFC 7239.
    FORWARDED("Forwarded");

    private final String headerName;

    ProxyHeader(String headerName) {
        this.headerName = headerName;
    }

    public String headerName() {
        return headerName;
    }
}
