// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.rivulet.actors.field.Fields;
import io.rivulet.http.field.core.FieldAuth;
import io.rivulet.http.field.core.FieldLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// What all field connections of a gateway share.
///
/// @param recording how many recordings are being made
/// @param texts makes texts that nobody can guess
/// @param longest a connection lasts at most
record FieldDesk(
        Fields fields,
        FieldAuth auth,
        FieldLimits limits,
        FieldMeters meters,
        AtomicInteger recording,
        Supplier<String> texts,
        InstantSource clock,
        Duration longest) {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    /// Unix milliseconds with a fraction.
    double now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * MILLIS_PER_SECOND + now.getNano() / NANOS_PER_MILLI;
    }
}
