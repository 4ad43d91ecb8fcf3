// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import io.rivulet.numerics.linalg.Unsolved;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The first lines of a Rutherford–Boeing or Harwell–Boeing file. `values` is null for a pattern; `rightHandSide` says
/// that a Harwell–Boeing file goes on after the matrix.
record BoeingHeader(
        Symmetry symmetry,
        long rows,
        long columns,
        long entries,
        FortranFormat pointers,
        FortranFormat indices,
        @Nullable FortranFormat values,
        boolean rightHandSide) {
    enum Symmetry {
        GENERAL,
        SYMMETRIC,
        SKEW_SYMMETRIC
    }

    private static final Pattern TYPE = Pattern.compile("\\s*([RCIPQXrcipqx][SUHZRsuhzr][AEFaef])(\\s.*)?");
    private static final Pattern GROUP = Pattern.compile("\\([^()]*(?:\\([^()]*\\)[^()]*)?\\)");
    private static final int MOST_DIGITS = 18;

    /// Whether the third line of a text that begins so names a type of the format.
    static boolean begins(String head) {
        String[] lines = head.split("\\R", 5);
        return lines.length >= 4
                && lines[1].strip().matches("\\d+(\\s+\\d+){2,4}")
                && TYPE.matcher(lines[2]).matches();
    }

    static BoeingHeader read(TextLines text) throws IOException {
        text.next("its title");
        long[] counts = numbers(text, text.next("its second line"), 3, "numbers of lines");
        String third = text.next("its third line");
        Matcher type = TYPE.matcher(third);
        if (!type.matches()) {
            throw text.fault(
                    Kind.NOT_THIS_FORMAT,
                    "the third line names no type (RUA, RSA, PSA, …) of a Rutherford–Boeing file");
        }
        String code = type.group(1).toUpperCase(Locale.ROOT);
        String sizes = type.group(2) == null ? "" : type.group(2);
        long[] n = numbers(text, sizes, 3, "numbers of rows, columns and entries");
        requireRead(text, code, n);
        String fourth = text.next("its formats");
        List<FortranFormat> formats = formats(text, fourth);
        boolean pattern = code.charAt(0) == 'P';
        if (formats.size() < (pattern ? 2 : 3)) {
            throw text.fault(
                    Kind.BAD_HEADER,
                    "there are " + formats.size() + " formats, needed are those of "
                            + (pattern ? "pointers and indices" : "pointers, indices and values"));
        }
        if (!formats.get(0).whole() || !formats.get(1).whole()) {
            throw text.fault(Kind.BAD_HEADER, "pointers and indices need formats of whole numbers, such as (16I5)");
        }
        boolean rightHandSide = counts.length > 4 && counts[4] > 0;
        if (rightHandSide) {
            text.next("its line on right-hand sides");
        }
        return new BoeingHeader(
                symmetry(code.charAt(1)),
                n[0],
                n[1],
                n[2],
                formats.get(0),
                formats.get(1),
                pattern ? null : formats.get(2),
                rightHandSide);
    }

    private static Symmetry symmetry(char letter) {
        return switch (letter) {
            case 'S' -> Symmetry.SYMMETRIC;
            case 'Z' -> Symmetry.SKEW_SYMMETRIC;
            default -> Symmetry.GENERAL;
        };
    }

    private static void requireRead(TextLines text, String code, long[] n) throws ExchangeException {
        switch (code.charAt(0)) {
            case 'C' -> throw text.fault(Kind.UNSUPPORTED, code + ": " + Unsolved.COMPLEX);
            case 'R', 'I', 'P' -> {}
            default ->
                throw text.fault(Kind.UNSUPPORTED, code + ": the file holds no values (Q, X), R, I and P are read");
        }
        if (code.charAt(1) == 'H') {
            throw text.fault(Kind.UNSUPPORTED, code + ": Hermitian, and " + Unsolved.COMPLEX);
        }
        if (code.charAt(2) != 'A') {
            throw text.fault(
                    Kind.UNSUPPORTED,
                    code + ": unassembled elements are not read; add them up and save the assembled matrix (RUA, RSA)");
        }
        if (n[0] != n[1] || code.charAt(1) == 'R') {
            throw text.fault(
                    Kind.NOT_SQUARE,
                    n[0] == n[1]
                            ? code + " says rectangular, the sizes are " + n[0] + "×" + n[1] + "; a square one is U"
                            : Unsolved.rectangular(n[0], n[1]));
        }
    }

    private static long[] numbers(TextLines text, String line, int least, String what) throws ExchangeException {
        String[] words = line.isBlank() ? new String[0] : line.strip().split("\\s+");
        if (words.length < least) {
            throw text.fault(Kind.BAD_HEADER, words.length + " " + what + ", expected " + least + " or more");
        }
        long[] numbers = new long[words.length];
        for (int k = 0; k < words.length; k++) {
            if (!words[k].matches("\\d{1," + MOST_DIGITS + "}")) {
                throw text.fault(Kind.BAD_HEADER, "“" + shortened(words[k]) + "” among the " + what);
            }
            numbers[k] = Long.parseLong(words[k]);
        }
        return numbers;
    }

    private static List<FortranFormat> formats(TextLines text, String line) throws ExchangeException {
        List<FortranFormat> formats = new ArrayList<>();
        for (Matcher group = GROUP.matcher(line); group.find(); ) {
            String form = group.group();
            formats.add(FortranFormat.parse(form)
                    .orElseThrow(() -> text.fault(
                            Kind.BAD_HEADER,
                            "the format “" + shortened(form) + "” is not one such as (16I5) or (4E20.12)")));
        }
        return formats;
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
