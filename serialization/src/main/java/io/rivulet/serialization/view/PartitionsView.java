// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a session is solved in parts.
///
/// @param asked how many parts
/// @param active whether the last run was in parts
/// @param method of the parts by its wire name
/// @param refusal why the last run was in one piece; null while it was not
/// @param parts by number; empty before the first cut
public record PartitionsView(
        int asked,
        boolean active,
        String topology,
        String method,
        @Nullable String refusal,
        List<Part> parts) {
    public PartitionsView {
        parts = List.copyOf(parts);
    }

    /// One part.
    ///
    /// @param node that has it, empty while none has
    /// @param placements how often it was placed
    /// @param halo values of others that its rows need
    /// @param frames that it sent to other parts, those that it handed on included
    /// @param answers that it gave the session's node
    public record Part(
            int part,
            String node,
            int placements,
            int rows,
            int halo,
            long frames,
            long frameBytes,
            long answers,
            long answerBytes) {}
}
