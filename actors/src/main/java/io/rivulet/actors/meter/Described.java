// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import java.util.List;
import java.util.Locale;

/// What a figure is. Its unit is the end of its name.
///
/// @param help one sentence
public record Described(String name, Kind kind, List<String> labels, String help) {
    /// Those of patterns have the names that dashboards of older systems ask for.
    private static final String NAME = "(rivulet|midstreamer|reasoningbank)_[a-z0-9_]+";

    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Described {
        labels = List.copyOf(labels);
        if (!name.matches(NAME) || name.endsWith("_total") != (kind == Kind.COUNTER)) {
            throw new IllegalArgumentException("no name of a " + kind.word() + ": " + name);
        }
    }
}
