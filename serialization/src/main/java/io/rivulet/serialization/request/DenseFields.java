// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.io.IOException;

/// A dense matrix, row by row; only what is not zero is kept.
/// **Thread** one.
final class DenseFields {
    /// Where each row begins among the entries, and the end.
    final IntColumn rowStart = new IntColumn();

    final IntColumn lengths = new IntColumn();
    final IntColumn column = new IntColumn();
    final DoubleColumn value = new DoubleColumn();

    void read(JsonCursor c, RequestLimits limits) throws IOException {
        rowStart.add(0);
        for (boolean more = c.enterArray(); more; more = c.nextInArray()) {
            int length = 0;
            for (boolean next = c.enterArray(); next; next = c.nextInArray()) {
                double entry = c.finite();
                if (entry != 0.0) {
                    c.requireRoom(value.size(), limits);
                    column.add(length);
                    value.add(entry);
                }
                length++;
            }
            lengths.add(length);
            rowStart.add(value.size());
        }
    }
}
