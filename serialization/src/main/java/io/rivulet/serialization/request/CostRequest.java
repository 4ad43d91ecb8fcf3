// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.IdentifiedUpdate;
import java.util.List;
import java.util.UUID;

/// A `cost_update` for one session. `identifiedByServer`: neither id nor sequence was sent, a repeat would be applied
/// again.
public record CostRequest(UUID sessionId, IdentifiedUpdate update, boolean identifiedByServer, List<String> warnings)
        implements CostMessage {
    public CostRequest {
        warnings = List.copyOf(warnings);
    }
}
