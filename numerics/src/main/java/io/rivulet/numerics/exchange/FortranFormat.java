// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Fortran edit descriptor such as `(8I10)` or `(1P,4D20.12)`: `perLine` numbers side by side, each `width`
/// characters wide. `scale` is the P factor, `decimals` the digits behind an unwritten point.
/// **Source** ISO/IEC 1539-1, 13.7.2 (numeric editing).
record FortranFormat(char letter, int perLine, int width, int decimals, int scale) {
    private static final Pattern FORM =
            Pattern.compile("\\((?:([+-]?\\d{1,2})P,?)?(\\d{0,4})\\(?(?:([+-]?\\d{1,2})P,?)?"
                    + "([IEDFGQ])S?(\\d{1,3})(?:\\.(\\d{1,3})(?:E\\d{1,2})?)?\\)?\\)");
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?)(\\d*)(?:(\\.)(\\d*))?(?:[EDQedq]([+-]?\\d{1,5})|([+-]\\d{1,5}))?");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int MOST_CHARACTERS = 4000;

    /// Empty where this is no format, or one of no use here.
    static Optional<FortranFormat> parse(String text) {
        Matcher form = FORM.matcher(text.replaceAll("\\s+", "").toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        int perLine = number(form.group(2), 1);
        int width = number(form.group(5), 0);
        int scale = form.group(3) != null ? number(form.group(3), 0) : number(form.group(1), 0);
        if (perLine < 1 || width < 1 || perLine * width > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return Optional.of(new FortranFormat(form.group(4).charAt(0), perLine, width, number(form.group(6), 0), scale));
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    boolean whole() {
        return letter == 'I';
    }

    /// The `count` fields of a line without their blanks. A line of as many words that are numbers is taken by
    /// its words: writers exist, SciPy's among them, that make fields narrower than their format says. A field
    /// beyond the line is empty.
    String[] fields(String line, int count) {
        String[] words = BLANKS.split(line.strip());
        boolean apart = words.length == count;
        for (int k = 0; apart && k < count; k++) {
            apart = words[k].length() <= width && NUMBER.matcher(words[k]).matches();
        }
        if (apart) {
            return words;
        }
        String[] fields = new String[count];
        for (int k = 0; k < count; k++) {
            int from = Math.min(line.length(), k * width);
            int to = Math.min(line.length(), from + width);
            fields[k] = BLANKS.matcher(line.substring(from, to)).replaceAll("");
        }
        return fields;
    }

    /// The value of a field without its blanks, rounded to the nearest double; NaN where it is no number. The
    /// exponent's letter may be missing; without a point, `decimals` digits stand behind it; without an
    /// exponent, the P factor divides.
    double value(String field) {
        Matcher number = NUMBER.matcher(field);
        if (!number.matches() || number.group(2).length() + length(number.group(4)) == 0) {
            return Double.NaN;
        }
        String power = number.group(5) != null ? number.group(5) : number.group(6);
        int exponent = power == null ? (whole() ? 0 : -scale) : Integer.parseInt(power);
        if (number.group(3) == null && !whole()) {
            exponent -= decimals;
        }
        String behind = number.group(4) == null ? "" : number.group(4);
        return Double.parseDouble(number.group(1) + "0" + number.group(2) + "." + behind + "0e" + exponent);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
