// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import io.rivulet.numerics.linalg.Unsolved;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What stands before the elements of a `.npy` array. `kind` is NumPy's letter, `size` the bytes of an element,
/// `bytes` how long the header is.
record NpyHeader(char kind, int size, ByteOrder order, boolean fortran, List<Long> shape, long bytes) {
    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /// NumPy itself takes 10,000 characters.
    private static final int MAX_TEXT_BYTES = 1 << 16;

    private static final int MOST_DIMENSIONS = 32;
    private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*:\\s*(?:'([^'\"]*)'|\"([^'\"]*)\"|(\\[))");
    private static final Pattern FORTRAN = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)\\b");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9L,\\s]*)\\)");
    private static final Pattern TYPE = Pattern.compile("([<>|=]?)([a-zA-Z])([0-9]{0,6})(?:\\[.*\\])?");

    static NpyHeader read(InputStream in, String place) throws IOException {
        byte[] fixed = exactly(in, 8, place);
        for (int k = 0; k < MAGIC.length; k++) {
            if (fixed[k] != MAGIC[k]) {
                throw new ExchangeException(Kind.NOT_THIS_FORMAT, place, "this is no NumPy array (.npy)");
            }
        }
        int version = fixed[6];
        if (version < 1 || version > 3 || fixed[7] != 0) {
            throw new ExchangeException(
                    Kind.UNSUPPORTED,
                    place,
                    "format version " + (version & 0xff) + "." + (fixed[7] & 0xff)
                            + " is unknown, 1.0 to 3.0 are read");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        ByteBuffer length = ByteBuffer.wrap(exactly(in, lengthBytes, place)).order(ByteOrder.LITTLE_ENDIAN);
        long textBytes = version == 1 ? length.getShort() & 0xffffL : length.getInt() & 0xffffffffL;
        if (textBytes > MAX_TEXT_BYTES) {
            throw new ExchangeException(Kind.BAD_HEADER, place, "a header of " + textBytes + " bytes");
        }
        byte[] text = exactly(in, (int) textBytes, place);
        String words = new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1).strip();
        return parse(words, place, 8 + lengthBytes + textBytes);
    }

    private static byte[] exactly(InputStream in, int count, String place) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new ExchangeException(Kind.TRUNCATED, place, "the data ends in the header of the array");
        }
        return bytes;
    }

    private static NpyHeader parse(String words, String place, long bytes) throws ExchangeException {
        Matcher descr = DESCR.matcher(words);
        Matcher fortran = FORTRAN.matcher(words);
        Matcher shape = SHAPE.matcher(words);
        if (!words.startsWith("{") || !words.endsWith("}") || !descr.find() || !fortran.find() || !shape.find()) {
            throw new ExchangeException(
                    Kind.BAD_HEADER, place, "the header is not {'descr': …, 'fortran_order': …, 'shape': …}");
        }
        if (descr.group(3) != null) {
            throw new ExchangeException(
                    Kind.UNSUPPORTED, place, "a structured array can't be read: save its fields one by one");
        }
        String type = descr.group(1) != null ? descr.group(1) : descr.group(2);
        Matcher parts = TYPE.matcher(type);
        if (!parts.matches()) {
            throw new ExchangeException(Kind.BAD_HEADER, place, "the element type is “" + type + "”");
        }
        char kind = parts.group(2).charAt(0);
        int size = parts.group(3).isEmpty() ? 0 : Integer.parseInt(parts.group(3));
        requireReadable(type, kind, size, place);
        return new NpyHeader(
                kind,
                size,
                parts.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                fortran.group(1).equals("True"),
                shape(shape.group(1), place),
                bytes);
    }

    private static void requireReadable(String type, char kind, int size, String place) throws ExchangeException {
        boolean readable = switch (kind) {
            case 'f' -> size == 2 || size == 4 || size == 8;
            case 'i', 'u' -> size == 1 || size == 2 || size == 4 || size == 8;
            case 'b' -> size == 1;
            case 'S', 'U' -> size > 0;
            default -> false;
        };
        if (readable) {
            return;
        }
        String why = switch (kind) {
            case 'c' -> Unsolved.COMPLEX;
            case 'O' ->
                "the elements are Python objects (a pickle), which are never read; save numbers: A.astype(numpy.float64)";
            default -> "elements of type “" + type + "” are not read; save A.astype(numpy.float64)";
        };
        throw new ExchangeException(Kind.UNSUPPORTED, place, why);
    }

    private static List<Long> shape(String text, String place) throws ExchangeException {
        String[] parts = text.replace("L", "").replaceAll("\\s+", "").split(",", -1);
        boolean openEnd = parts[parts.length - 1].isEmpty();
        int count = openEnd ? parts.length - 1 : parts.length;
        if (count > MOST_DIMENSIONS) {
            throw new ExchangeException(Kind.BAD_HEADER, place, "a shape of " + count + " dimensions");
        }
        Long[] sizes = new Long[count];
        for (int k = 0; k < count; k++) {
            if (parts[k].isEmpty() || parts[k].length() > 18) {
                throw new ExchangeException(Kind.BAD_HEADER, place, "the shape is (" + text + ")");
            }
            sizes[k] = Long.parseLong(parts[k]);
        }
        return List.of(sizes);
    }

    int dimensions() {
        return shape.size();
    }

    /// 1 for a scalar; [Long#MAX_VALUE] where the product is beyond it.
    long elements() {
        long product = 1;
        for (long size : shape) {
            if (Math.multiplyHigh(product, size) != 0 || product * size < 0) {
                return Long.MAX_VALUE;
            }
            product *= size;
        }
        return product;
    }

    /// `3×4` for people.
    String sizes() {
        return shape.isEmpty()
                ? "a single value"
                : shape.stream().map(String::valueOf).collect(Collectors.joining("×"));
    }
}
