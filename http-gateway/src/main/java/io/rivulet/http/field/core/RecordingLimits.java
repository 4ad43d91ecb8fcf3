// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import io.rivulet.actors.store.FieldRecordings;
import java.time.Duration;

/// What holds for recordings that the cluster keeps.
///
/// @param number of one owner; 0: none are kept
/// @param bytes of the text of one; then it ends
/// @param age after which one is deleted
/// @param diskBytes of all of them, compressed
public record RecordingLimits(int number, long bytes, Duration age, long diskBytes) {
    public static final RecordingLimits DEFAULTS = new RecordingLimits(100, 64L << 20, Duration.ofDays(30), 1L << 30);

    boolean on() {
        return number > 0;
    }

    public FieldRecordings.Limits store() {
        return new FieldRecordings.Limits(number, diskBytes, age);
    }
}
