// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert.core;

import java.util.Locale;

/// How soon somebody should look.
public enum Severity {
    /// Now: it is reported at once.
    CRITICAL,
    /// Today; reported with the others of its minute.
    ERROR,
    /// Some time; likewise.
    WARNING;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
