// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.wire;

import io.rivulet.serialization.event.CostReport;
import java.util.List;

/// Reports of one sender: a reference inside a node, their stored form between nodes.
public record ReportBatch(List<CostReport> reports) {
    public ReportBatch {
        reports = List.copyOf(reports);
    }
}
