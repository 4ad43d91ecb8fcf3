// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.doctor;

import java.util.Locale;

/// One thing that was looked at. The text of a failure says what to do.
public record Finding(Verdict verdict, String about, String text) {
    /// WARN: it runs, though not as well as it could.
    public enum Verdict {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String about, String text) {
        return new Finding(Verdict.OK, about, text);
    }

    static Finding warn(String about, String text) {
        return new Finding(Verdict.WARN, about, text);
    }

    static Finding fail(String about, String text) {
        return new Finding(Verdict.FAIL, about, text);
    }

    public String line() {
        String word = verdict == Verdict.FAIL ? "FAIL" : verdict.name().toLowerCase(Locale.ROOT);
        return String.format(Locale.ROOT, "%-5s %s: %s", word, about, text);
    }
}
