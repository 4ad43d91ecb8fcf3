// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.settings;

/// The gateway can't start with what it was told; the message says what is wrong, and what to do.
public final class UnusableSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableSettings(String message) {
        super(message);
    }
}
