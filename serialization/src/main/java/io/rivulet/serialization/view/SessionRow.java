// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A session's row in the directory: a hint for lists, 404s, waking and expiry; the journal decides.
///
/// @param expiresAtMillis −1 = never
/// @param workflow that it was opened under, or null
/// @param mustRun whether the session has to be woken after its node was lost
public record SessionRow(
        UUID id,
        String owner,
        String state,
        boolean mustRun,
        String node,
        long incarnation,
        long createdAtMillis,
        long lastActivityMillis,
        long expiresAtMillis,
        @Nullable String name,
        Map<String, String> labels,
        int rows,
        String method,
        long revision,
        @Nullable Double residualNorm,
        @Nullable String workflow) {
    public SessionRow {
        labels = Map.copyOf(labels);
    }
}
