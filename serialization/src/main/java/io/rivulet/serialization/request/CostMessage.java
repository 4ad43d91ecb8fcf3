// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.List;
import java.util.UUID;

/// What a session is told of its costs: an exact change or an observation.
public sealed interface CostMessage permits CostRequest, ReportRequest {
    UUID sessionId();

    List<String> warnings();
}
