// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.market;

import io.rivulet.numerics.market.MatrixMarketException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads words and numbers of an ASCII text and knows its line. Holds one buffer and one token, whatever the
/// size of the text.
final class ByteScanner {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_TOKEN_BYTES = 400;
    private static final int MAX_LINE_BYTES = 4096;
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;
    private static final int END = -1;

    /// 10^k is a double without rounding up to k = 22 (Clinger 1990).
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final long LARGEST_EXACT = 1L << 53;
    private static final int MAX_LONG_DIGITS = 18;
    private static final int EXPONENT_CAP = 100_000;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] token = new byte[MAX_TOKEN_BYTES];
    private int tokenLength;
    private int position;
    private int limit;
    private int line = 1;

    private ByteScanner(InputStream in) {
        this.in = in;
    }

    /// Looks at the first two bytes and unpacks gzip.
    static ByteScanner open(InputStream in) throws IOException {
        byte[] head = in.readNBytes(2);
        InputStream whole = new SequenceInputStream(new java.io.ByteArrayInputStream(head), in);
        boolean packed = head.length == 2 && (head[0] & 0xff) == GZIP_MAGIC_1 && (head[1] & 0xff) == GZIP_MAGIC_2;
        if (!packed) {
            return new ByteScanner(whole).skipByteOrderMark();
        }
        try {
            return new ByteScanner(new GZIPInputStream(whole, BUFFER_BYTES)).skipByteOrderMark();
        } catch (ZipException | EOFException e) {
            throw damaged(0, e);
        }
    }

    private static MatrixMarketException damaged(int line, IOException cause) {
        var damage = new MatrixMarketException(
                Kind.BAD_GZIP, line, "the gzip data is damaged or cut off: " + cause.getMessage());
        damage.initCause(cause);
        return damage;
    }

    private ByteScanner skipByteOrderMark() throws IOException {
        if (peek() == 0xef) {
            read();
            read();
            read();
        }
        return this;
    }

    int line() {
        return line;
    }

    MatrixMarketException fault(Kind kind, String message) {
        return new MatrixMarketException(kind, line, message);
    }

    int peek() throws IOException {
        return position < limit || fill() ? buffer[position] & 0xff : END;
    }

    private int read() throws IOException {
        if (position == limit && !fill()) {
            return END;
        }
        int next = buffer[position++] & 0xff;
        if (next == '\n') {
            line++;
        }
        return next;
    }

    private boolean fill() throws IOException {
        try {
            int count = in.read(buffer, 0, BUFFER_BYTES);
            position = 0;
            limit = Math.max(0, count);
            return count > 0;
        } catch (ZipException | EOFException e) {
            throw damaged(line, e);
        }
    }

    /// The rest of this line without its end; the first [#MAX_LINE_BYTES] of it if it is longer.
    String restOfLine() throws IOException {
        byte[] text = new byte[MAX_LINE_BYTES];
        int length = 0;
        for (int next = read(); next != END && next != '\n'; next = read()) {
            if (length < MAX_LINE_BYTES) {
                text[length++] = (byte) next;
            }
        }
        return new String(text, 0, length, StandardCharsets.ISO_8859_1).strip();
    }

    private void skipLine() throws IOException {
        int next;
        do {
            next = read();
        } while (next != END && next != '\n');
    }

    private int skipBlanks() throws IOException {
        int next = peek();
        while (next == ' ' || next == '\t' || next == '\r' || next == '\f') {
            position++;
            next = peek();
        }
        return next;
    }

    /// Moves to the next line with something on it that is no comment. **Returns** false at the end of the
    /// text.
    boolean nextContent() throws IOException {
        while (true) {
            switch (skipBlanks()) {
                case END -> {
                    return false;
                }
                case '\n' -> read();
                case '%', '#' -> skipLine();
                default -> {
                    return true;
                }
            }
        }
    }

    boolean atEndOfLine() throws IOException {
        int next = skipBlanks();
        return next == END || next == '\n';
    }

    void requireEndOfLine(String after) throws IOException {
        if (!atEndOfLine()) {
            readToken();
            throw fault(Kind.BAD_ENTRY, "“" + tokenText() + "” is left over after " + after);
        }
    }

    /// A whole number of at most 18 digits.
    long integer(Kind otherwise, String what) throws IOException {
        if (atEndOfLine()) {
            throw fault(otherwise, what + " is missing");
        }
        readToken();
        boolean negative = token[0] == '-';
        int from = negative || token[0] == '+' ? 1 : 0;
        if (tokenLength == from || tokenLength - from > MAX_LONG_DIGITS) {
            throw fault(otherwise, what + " is “" + tokenText() + "”, not a whole number");
        }
        long value = 0;
        for (int k = from; k < tokenLength; k++) {
            int digit = token[k] - '0';
            if (digit < 0 || digit > 9) {
                throw fault(otherwise, what + " is “" + tokenText() + "”, not a whole number");
            }
            value = 10 * value + digit;
        }
        return negative ? -value : value;
    }

    /// A decimal number, rounded to the nearest double; a Fortran exponent (`1.5D+02`) is understood.
    double number(String what) throws IOException {
        if (atEndOfLine()) {
            throw fault(Kind.BAD_ENTRY, what + " is missing");
        }
        readToken();
        double value = parse(what);
        if (Double.isInfinite(value)) {
            throw fault(Kind.NON_FINITE, what + " is “" + tokenText() + "”, beyond the range of a double");
        }
        return value;
    }

    private void readToken() throws IOException {
        tokenLength = 0;
        int next = peek();
        while (next > ' ') {
            if (tokenLength == MAX_TOKEN_BYTES) {
                throw fault(Kind.BAD_ENTRY, "a word of more than " + MAX_TOKEN_BYTES + " bytes");
            }
            token[tokenLength++] = (byte) next;
            position++;
            next = peek();
        }
    }

    private String tokenText() {
        String text = new String(token, 0, tokenLength, StandardCharsets.ISO_8859_1);
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /// sign digits [. digits] [e sign digits], at least one digit before the exponent and in it.
    private double parse(String what) throws IOException {
        int k = token[0] == '-' || token[0] == '+' ? 1 : 0;
        long mantissa = 0;
        int kept = 0;
        int digits = 0;
        int scale = 0;
        boolean point = false;
        for (; k < tokenLength; k++) {
            int c = token[k];
            if (c >= '0' && c <= '9') {
                digits++;
                if (kept < MAX_LONG_DIGITS) {
                    mantissa = 10 * mantissa + (c - '0');
                    kept += mantissa == 0 ? 0 : 1;
                    scale -= point ? 1 : 0;
                } else {
                    kept++;
                }
            } else if (c == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            throw noNumber(what);
        }
        if (k < tokenLength) {
            scale += exponent(k, what);
        }
        boolean negative = token[0] == '-';
        if (kept <= MAX_LONG_DIGITS && mantissa <= LARGEST_EXACT && Math.abs(scale) < POWERS_OF_TEN.length) {
            double value = scale < 0 ? mantissa / POWERS_OF_TEN[-scale] : mantissa * POWERS_OF_TEN[scale];
            return negative ? -value : value;
        }
        return Double.parseDouble(new String(token, 0, tokenLength, StandardCharsets.ISO_8859_1));
    }

    /// Checks the exponent that begins at token[k] and makes its letter an `e`.
    private int exponent(int k, String what) throws IOException {
        int letter = token[k] | 0x20;
        if (letter != 'e' && letter != 'd') {
            throw noNumber(what);
        }
        token[k] = 'e';
        int at = k + 1;
        boolean negative = at < tokenLength && token[at] == '-';
        if (at < tokenLength && (negative || token[at] == '+')) {
            at++;
        }
        if (at == tokenLength) {
            throw noNumber(what);
        }
        int value = 0;
        for (; at < tokenLength; at++) {
            int digit = token[at] - '0';
            if (digit < 0 || digit > 9) {
                throw noNumber(what);
            }
            value = Math.min(EXPONENT_CAP, 10 * value + digit);
        }
        return negative ? -value : value;
    }

    private MatrixMarketException noNumber(String what) {
        String text = tokenText();
        String bare = text.toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "");
        boolean named = bare.equals("nan") || bare.equals("inf") || bare.equals("infinity");
        return named
                ? fault(Kind.NON_FINITE, what + " is " + text + ", not a finite number")
                : fault(Kind.BAD_ENTRY, what + " is “" + text + "”, not a number");
    }
}
