// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/// Times as they come in: ISO-8601 with an offset, or milliseconds since 1970.
final class Timestamps {
    /// The end of the year 9999.
    private static final long LATEST = 253_402_300_799_999L;

    private static final int LONGEST = 40;

    private Timestamps() {}

    static long read(JsonCursor c) throws IOException {
        if (!c.atText()) {
            return c.whole(0, LATEST);
        }
        String text = c.text(LONGEST);
        long millis;
        try {
            millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw c.wrongType("a time like 2026-01-31T12:00:00.000Z or epoch milliseconds");
        }
        if (millis < 0 || millis > LATEST) {
            throw c.fault(ProblemCode.OUT_OF_RANGE, "the time " + text + " is outside 1970 to 9999");
        }
        return millis;
    }
}
