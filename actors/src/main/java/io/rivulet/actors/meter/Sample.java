// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import java.util.ArrayList;
import java.util.List;

/// One value as it is scraped.
///
/// @param suffix of the family's name, for the parts of a histogram
/// @param labels names and values in turn
record Sample(String suffix, List<String> labels, double value) {
    private static final double WHOLE = 1L << 53;

    static List<String> more(List<String> labels, String name, String value) {
        List<String> all = new ArrayList<>(labels);
        all.add(name);
        all.add(value);
        return all;
    }

    /// As Prometheus reads it.
    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < WHOLE;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    void appendTo(StringBuilder text, String family) {
        text.append(family).append(suffix);
        for (int k = 0; k < labels.size(); k += 2) {
            text.append(k == 0 ? '{' : ',').append(labels.get(k)).append("=\"");
            text.append(labels.get(k + 1)
                    .replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n"));
            text.append('"');
        }
        text.append(labels.isEmpty() ? " " : "} ").append(number(value)).append('\n');
    }
}
