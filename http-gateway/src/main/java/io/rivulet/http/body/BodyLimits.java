// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.serialization.request.CsrFormat;
import java.time.Duration;

/// What a body may be at most.
///
/// @param bytes as sent, and again after decoding
/// @param memoryFactor memory taken for each decoded byte; 0 where its reader asks for what it takes
/// @param deadline longest time for any body
/// @param nanosPerByte time that each byte that has arrived adds to the deadline
/// @param discardBytes how much of a refused body is let pass, so that its sender reads the answer
/// @param hint what the sender of a larger one can do
record BodyLimits(long bytes, int memoryFactor, Duration deadline, long nanosPerByte, long discardBytes, String hint) {
    /// The slowest pace at which a long upload may go on: 1 MiB a second.
    private static final long UPLOAD_NANOS_PER_BYTE = 954;

    /// Of requests.
    static BodyLimits of(GatewaySettings settings) {
        return new BodyLimits(
                settings.intake().bodyLimitBytes(),
                GatewaySettings.INTAKE_FACTOR,
                settings.intake().deadline(),
                0,
                Bodies.DISCARD_BYTES,
                "Send a large matrix to POST /api/v1/problems, or raise RIVULET_BODY_LIMIT_BYTES.");
    }

    /// Of uploads, which are long: what counts is that they go on.
    static BodyLimits ofUploads(GatewaySettings settings) {
        return new BodyLimits(
                settings.intake().uploadLimitBytes(),
                0,
                settings.intake().deadline(),
                UPLOAD_NANOS_PER_BYTE,
                Math.max(Bodies.DISCARD_BYTES, settings.intake().uploadLimitBytes()),
                "Raise RIVULET_UPLOAD_LIMIT_BYTES; binary, as " + CsrFormat.MEDIA_TYPE + ", a matrix is shortest.");
    }
}
