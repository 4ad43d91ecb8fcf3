// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.SessionSettings;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a fork is to differ from the session that it comes from.
///
/// @param settings the fork's, from those of the session
/// @param warnings what was accepted though odd
public record ForkRequest(@Nullable UUID sessionId, Settings settings, List<String> warnings) {
    /// **Errors** `index_out_of_range` for an entry of x that there is none of.
    @FunctionalInterface
    public interface Settings {
        SessionSettings over(SessionSettings from, int rows);
    }

    public ForkRequest {
        warnings = List.copyOf(warnings);
    }
}
