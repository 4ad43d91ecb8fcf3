// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads UUIDs strictly: [UUID#fromString] also takes "1-1-1-1-1".
public final class Ids {
    private static final int LENGTH = 36;

    private Ids() {}

    /// The id, or null where the text is not exactly the 36 characters of one.
    public static @Nullable UUID parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        long most = 0;
        long least = 0;
        for (int k = 0; k < LENGTH; k++) {
            char c = text.charAt(k);
            if (k == 8 || k == 13 || k == 18 || k == 23) {
                if (c != '-') {
                    return null;
                }
                continue;
            }
            int digit = digit(c);
            if (digit < 0) {
                return null;
            }
            if (k < 18) {
                most = most << 4 | digit;
            } else {
                least = least << 4 | digit;
            }
        }
        return new UUID(most, least);
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
