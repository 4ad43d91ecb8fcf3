// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// Lets one alert a minute through for each thing it may be about, and says with the next one how many came between.
/// **Thread** one at a time. **Bounded by** [#REMEMBERED] things; the one that is known longest is forgotten.
public final class Quiet {
    public static final int REMEMBERED = 1_024;
    public static final long PAUSE_MILLIS = 60_000;

    private record Key(Alert alert, String about) {}

    private static final class Seen {
        private final long toldMillis;
        private long untold;

        private Seen(long toldMillis) {
            this.toldMillis = toldMillis;
        }
    }

    private final Map<Key, Seen> seen = new LinkedHashMap<>();

    /// How many this one stands for, itself included, where it is to be told; else empty.
    public OptionalLong tells(Alert alert, String about, long epochMillis) {
        Key key = new Key(alert, about);
        Seen before = seen.get(key);
        if (before != null && epochMillis - before.toldMillis < PAUSE_MILLIS) {
            before.untold++;
            return OptionalLong.empty();
        }
        seen.remove(key);
        if (seen.size() >= REMEMBERED) {
            seen.remove(seen.keySet().iterator().next());
        }
        seen.put(key, new Seen(epochMillis));
        return OptionalLong.of(1 + (before == null ? 0 : before.untold));
    }
}
