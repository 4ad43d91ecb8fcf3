// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.Arrays;

/// Entries asked for as `1,5-9`: single indices and inclusive ranges, in the order given.
public final class IndexList {
    /// Indices one call may name, ranges counted out.
    public static final int MAX_INDICES = 1_000_000;

    /// As above, where each entry is estimated.
    public static final int MAX_ESTIMATED = 10_000;

    private IndexList() {}

    /// **Errors** `wrong_type` for anything else, `out_of_range` for more than `most`, `index_out_of_range`
    /// for numbers no vector has.
    public static int[] parse(String text) {
        return parse(text, MAX_INDICES);
    }

    public static int[] parse(String text, int most) {
        int[] indices = new int[16];
        int count = 0;
        for (String item : text.split(",", -1)) {
            int dash = item.indexOf('-');
            int first = index(dash < 0 ? item : item.substring(0, dash));
            int last = dash < 0 ? first : index(item.substring(dash + 1));
            if (last < first) {
                throw malformed(item);
            }
            long needed = (long) count + last - first + 1;
            if (needed > most) {
                throw Problem.of(ProblemCode.OUT_OF_RANGE, "indices names more than " + most + " entries.")
                        .hint("Read the whole solution as application/octet-stream.")
                        .exception();
            }
            if (needed > indices.length) {
                indices = Arrays.copyOf(indices, (int) Math.max(needed, Math.min(2L * indices.length, most)));
            }
            for (int i = first; i <= last; i++) {
                indices[count++] = i;
            }
        }
        return Arrays.copyOf(indices, count);
    }

    /// One index. **Errors** as above.
    public static int index(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed(text);
        }
        try {
            int index = Integer.parseInt(text);
            if (index < Integer.MAX_VALUE) {
                return index;
            }
        } catch (NumberFormatException tooLong) {
            // Told below like every index that no vector has.
        }
        throw Problem.of(ProblemCode.INDEX_OUT_OF_RANGE, "No vector has an entry " + Call.shown(text) + ".")
                .exception();
    }

    /// **Errors** `index_out_of_range` for the first index that a vector of length `rows` does not have.
    public static void check(int[] indices, int rows) {
        for (int index : indices) {
            if (index >= rows) {
                throw Problem.of(
                                ProblemCode.INDEX_OUT_OF_RANGE,
                                "Entry " + index + " was asked for, the solution has " + rows + ": 0.." + (rows - 1)
                                        + ".")
                        .exception();
            }
        }
    }

    private static RivuletException malformed(String item) {
        return Problem.of(
                        ProblemCode.WRONG_TYPE,
                        "'" + Call.shown(item) + "' is neither an index nor a rising range of indices.")
                .hint("Indices are given like 1,5-9, from 0.")
                .exception();
    }
}
