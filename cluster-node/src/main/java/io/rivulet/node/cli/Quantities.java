// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Numbers with a unit, as options take them.
final class Quantities {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)([a-z]*)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "", 1_000L, "m", 60_000L, "min", 60_000L, "h", 3_600_000L);
    private static final Map<String, Long> BYTES = Map.of(
            "",
            1L,
            "b",
            1L,
            "k",
            1L << 10,
            "m",
            1L << 20,
            "g",
            1L << 30,
            "t",
            1L << 40,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L);

    private Quantities() {}

    /// `30s`, `500ms`, `2m`, `1.5h`; seconds without a unit.
    static final class OfMillis implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return times(text, MILLIS, "a time such as 30s, 500ms, 2m or 1h");
        }
    }

    /// `2g`, `500m`, `800k` in powers of 1024, as the JVM takes them; bytes without a unit.
    static final class OfBytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return times(text, BYTES, "a size such as 2g or 500m");
        }
    }

    private static long times(String text, Map<String, Long> units, String what) {
        Matcher number = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = number.matches() ? units.get(number.group(2)) : null;
        double value = unit == null ? 0 : Double.parseDouble(number.group(1)) * unit;
        if (!(value >= 1) || value > 1L << 60) {
            throw new TypeConversionException("'" + text + "' is not " + what);
        }
        return Math.round(value);
    }
}
