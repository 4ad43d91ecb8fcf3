// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What probably was meant by compressed arrays that do not fit, found by rules over the arrays.
final class CompressedHints {
    /// Longest array that is printed in a hint.
    private static final int SHOWN = 16;

    private CompressedHints() {}

    /// The pointers are not one more than the rows.
    static @Nullable String pointerCount(boolean byRows, int[] pointers, int[] indices, int rows, int vectorLength) {
        int fits = pointers.length - 1;
        if (vectorLength == rows) {
            return "The vector fits rows: " + rows + "; pointers are one more than that, from 0 to the number of "
                    + "entries.";
        }
        if (fits < 1) {
            return null;
        }
        String size = vectorLength == fits
                ? "rows: " + fits + " and cols: " + fits + " fit the " + pointers.length
                        + " pointers and the vector of " + vectorLength + "."
                : "rows: " + fits + " and cols: " + fits + " fit the " + pointers.length + " pointers.";
        String meant = repeated(byRows, pointers, indices);
        return meant == null ? size : size + " " + meant;
    }

    /// Indices that only repeat, for each entry, the number of the row (column) that the pointers put it in anyway:
    /// the arrays are the other layout's, and its indices are missing.
    static @Nullable String repeated(boolean byRows, int[] pointers, int[] indices) {
        if (!repeatsPointers(pointers, indices)) {
            return null;
        }
        String pointerField = byRows ? "col_pointers" : "row_pointers";
        String indexField = byRows ? "row_indices" : "col_indices";
        String text = "Here " + (byRows ? "col_indices" : "row_indices") + " only repeat what the pointers say, so "
                + "these arrays are " + (byRows ? "CSC" : "CSR") + ": send them as " + pointerField + " "
                + shown(pointers) + " with the " + indexField + " of the entries";
        int[] band = tridiagonal(pointers, indices.length);
        return band == null ? text + "." : text + ", for a tridiagonal matrix " + indexField + " " + shown(band) + ".";
    }

    /// Position of the second entry of `outer` with index `inner`.
    static int secondPlace(int[] pointers, int[] indices, int outer, int inner) {
        int seen = 0;
        for (int k = pointers[outer]; k < pointers[outer + 1]; k++) {
            if (indices[k] == inner && ++seen == 2) {
                return k;
            }
        }
        return pointers[outer];
    }

    private static boolean repeatsPointers(int[] pointers, int[] indices) {
        if (indices.length < 2 || pointers[0] != 0 || pointers[pointers.length - 1] != indices.length) {
            return false;
        }
        for (int i = 0; i + 1 < pointers.length; i++) {
            if (pointers[i] < 0 || pointers[i] > pointers[i + 1] || pointers[i + 1] > indices.length) {
                return false;
            }
            for (int k = pointers[i]; k < pointers[i + 1]; k++) {
                if (indices[k] != i) {
                    return false;
                }
            }
        }
        return true;
    }

    /// The indices of a tridiagonal pattern, where the pointers count 2, 3, …, 3, 2 entries.
    private static int @Nullable [] tridiagonal(int[] pointers, int entries) {
        int n = pointers.length - 1;
        if (n < 2 || entries > SHOWN || entries != 3 * n - 2) {
            return null;
        }
        int[] band = new int[entries];
        int at = 0;
        for (int i = 0; i < n; i++) {
            if (pointers[i] != at) {
                return null;
            }
            for (int j = Math.max(0, i - 1); j <= Math.min(n - 1, i + 1); j++) {
                band[at++] = j;
            }
        }
        return band;
    }

    private static String shown(int[] values) {
        return values.length <= SHOWN
                ? Arrays.toString(values).replace(", ", ",")
                : Arrays.toString(Arrays.copyOf(values, SHOWN))
                        .replace(", ", ",")
                        .replace("]", ",…]");
    }
}
