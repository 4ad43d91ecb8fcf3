// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.SessionSettings;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A `solve_request`, structurally checked: shapes fit, indices are in range, numbers finite. Whether a method applies
/// is not known yet.
///
/// @param warnings what was accepted though odd: unknown fields, `format_mismatch`, …
public record SolveRequest(
        @Nullable UUID sessionId,
        SystemSource system,
        SessionSettings settings,
        @Nullable DenseVector initialGuess,
        List<String> warnings)
        implements OpenRequest {
    public SolveRequest {
        warnings = List.copyOf(warnings);
    }
}
