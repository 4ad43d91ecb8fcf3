// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

/// Settings that no engine takes: outside of their range, or outside of what the method stays stable with.
public abstract sealed class SettingsException extends IllegalArgumentException {
    private final String setting;
    private final double value;

    private SettingsException(String setting, double value, String message) {
        super(message);
        this.setting = setting;
        this.value = value;
    }

    /// A value outside of its range.
    public static final class OutOfRange extends SettingsException {
        OutOfRange(String setting, double value, String range) {
            super(setting, value, setting + " = " + value + " is not in " + range);
        }
    }

    /// A coefficient of diffusion with which explicit steps grow instead of decaying.
    public static final class Unstable extends SettingsException {
        Unstable(String setting, double value) {
            super(
                    setting,
                    value,
                    setting + " = " + value + " breaks the CFL condition: explicit steps need it below "
                            + FieldSettings.STABILITY_LIMIT);
        }
    }

    /// The setting as it is called on the wire.
    public String setting() {
        return setting;
    }

    public double value() {
        return value;
    }
}
