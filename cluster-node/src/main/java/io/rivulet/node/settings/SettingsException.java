// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

/// A setting that can't be used: the message names key, value and what is allowed. Values of secrets are never
/// shown.
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }

    static SettingsException of(String key, Object value, String allowed) {
        Object shown = EnvironmentNames.isSecret(key) ? "(hidden)" : value;
        return new SettingsException("rivulet." + key + " is " + shown + ", allowed is " + allowed);
    }
}
