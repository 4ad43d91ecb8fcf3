// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.util.ByteString;

/// Lines that come some at a time, one by one.
public final class LineSplit {
    private static final byte LINE_END = '\n';

    private LineSplit() {}

    /// Each of the lines, without its line break.
    public static List<byte[]> each(ByteString lines) {
        byte[] bytes = lines.toArrayUnsafe();
        var each = new ArrayList<byte[]>();
        int from = 0;
        for (int k = 0; k < bytes.length; k++) {
            if (bytes[k] == LINE_END) {
                each.add(Arrays.copyOfRange(bytes, from, k));
                from = k + 1;
            }
        }
        return each;
    }
}
