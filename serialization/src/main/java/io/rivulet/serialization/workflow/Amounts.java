// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import java.math.BigDecimal;
import java.util.Map;

/// Amounts as workflows write them; the schema's patterns have said that they are well formed.
final class Amounts {
    private static final Map<String, Long> MEMORY = Map.of(
            "", 1L,
            "Ki", 1L << 10,
            "Mi", 1L << 20,
            "Gi", 1L << 30,
            "Ti", 1L << 40,
            "k", 1_000L,
            "M", 1_000_000L,
            "G", 1_000_000_000L,
            "T", 1_000_000_000_000L);

    private static final Map<String, Long> TIME = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private Amounts() {}

    /// `2000m` and `2` are two processors.
    static long cpuMillis(String text) {
        return text.endsWith("m")
                ? Long.parseLong(text.substring(0, text.length() - 1))
                : new BigDecimal(text).movePointRight(3).longValueExact();
    }

    /// `4Gi`, `500M`; what is beyond a long is the largest one.
    static long bytes(String text) {
        return scaled(text, MEMORY);
    }

    /// `15s`, `1h`.
    static long millis(String text) {
        return scaled(text, TIME);
    }

    private static long scaled(String text, Map<String, Long> units) {
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        long number = Long.parseLong(text.substring(0, end));
        long unit = units.getOrDefault(text.substring(end), 1L);
        return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
    }
}
