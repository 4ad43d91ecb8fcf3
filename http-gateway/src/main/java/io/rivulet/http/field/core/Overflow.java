// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What gives way when a queue is full.
public enum Overflow {
    /// The one that waits for the longest time.
    DROP_OLDEST,
    /// The one that comes.
    DROP_NEWEST,
    /// Every second one of those that wait.
    COMPRESS;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Overflow> named(String name) {
        return Arrays.stream(values())
                .filter(each -> each.wireName().equals(name))
                .findFirst();
    }
}
