// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.exchange.NumpyArray;
import io.rivulet.numerics.exchange.RutherfordBoeing;
import io.rivulet.numerics.exchange.ScipyArchive;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// What a file is, by its first bytes after unpacking; by its name only where those say nothing.
enum InputFormat {
    /// Also everything that is none of the others.
    MATRIX_MARKET,
    NUMPY_ARRAY,
    SCIPY_ARCHIVE,
    RUTHERFORD_BOEING,
    TAR;

    /// As many bytes as the longest of the signatures needs: one block of a tar file.
    static final int HEAD_BYTES = 512;

    private static final String BANNER = "%%matrixmarket";
    private static final Pattern BOEING_NAME = Pattern.compile(".*\\.(rb|hb|[rcip][suhzr][ae])(\\.gz)?");

    static InputFormat of(byte[] head, String name) {
        if (NumpyArray.begins(head)) {
            return NUMPY_ARRAY;
        }
        if (ScipyArchive.begins(head)) {
            return SCIPY_ARCHIVE;
        }
        if (TarArchiveInputStream.matches(head, head.length)) {
            return TAR;
        }
        if (startsWithBanner(head)) {
            return MATRIX_MARKET;
        }
        return RutherfordBoeing.begins(head) || ofName(name) == RUTHERFORD_BOEING ? RUTHERFORD_BOEING : MATRIX_MARKET;
    }

    /// By the name alone, for members of an archive.
    static InputFormat ofName(String name) {
        return BOEING_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches() ? RUTHERFORD_BOEING : MATRIX_MARKET;
    }

    private static boolean startsWithBanner(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.toLowerCase(Locale.ROOT).startsWith(BANNER);
    }
}
