// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.CostReport;
import java.util.List;
import java.util.UUID;

/// A `cost_report` to one session.
public record ReportRequest(UUID sessionId, CostReport report, List<String> warnings) implements CostMessage {
    public ReportRequest {
        warnings = List.copyOf(warnings);
    }
}
