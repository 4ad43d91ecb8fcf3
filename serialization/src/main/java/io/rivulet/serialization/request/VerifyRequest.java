// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.verify.Strategy;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/verify`: the x of a session, or any x.
public sealed interface VerifyRequest {
    /// @param strategy null = the session's
    /// @param consensus by votes of the session's verifiers; `strategy` is null then
    record OfSession(UUID sessionId, @Nullable Strategy strategy, boolean consensus, int probeCount)
            implements VerifyRequest {}

    record OfSystem(SystemSource system, DenseVector solution, Strategy strategy, int probeCount, double tolerance)
            implements VerifyRequest {}
}
