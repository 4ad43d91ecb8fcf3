// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of an object that say what a member observed.
/// **Thread** one.
final class ReportFields {
    private static final RequestLimits LIMITS = RequestLimits.DEFAULTS;
    private static final String NOT_DATED =
            "not_dated: without a timestamp a report counts as observed when it arrives, "
                    + "and a repeat of it as a new one";

    private final JsonCursor c;
    private final List<String> pointers = new ArrayList<>();
    private @Nullable String nodeId;
    private @Nullable SparseVector costs;
    private @Nullable Double confidence;
    private @Nullable Double latency;

    ReportFields(JsonCursor c) {
        this.c = c;
    }

    /// False for a field that is none of them.
    boolean read(String name) throws IOException {
        switch (name) {
            case "node_id" -> {
                once(nodeId);
                nodeId = JoinReader.nodeId(c);
            }
            case "local_costs" -> {
                once(costs);
                costs = readCosts();
            }
            case "computation_confidence" -> {
                once(confidence);
                confidence = c.number(0, true, 1);
            }
            case "network_latency" -> {
                once(latency);
                latency = c.number(0, false, Double.MAX_VALUE);
            }
            default -> {
                return false;
            }
        }
        pointers.add(c.pointer());
        return true;
    }

    /// Of those that were there.
    List<String> pointers() {
        return pointers;
    }

    private SparseVector readCosts() throws IOException {
        String pointer = c.pointer();
        SparseVector read = VectorFields.readSparse(c, LIMITS);
        if (read.isEmpty() || read.size() > CostReport.ENTRIES) {
            throw Problem.of(
                            ProblemCode.OUT_OF_RANGE,
                            "a report has " + read.size() + " costs, it may have 1 to " + CostReport.ENTRIES)
                    .at(pointer + "/indices")
                    .exception();
        }
        Set<Integer> seen = new HashSet<>();
        for (int k = 0; k < read.size(); k++) {
            if (!seen.add(read.indices()[k])) {
                throw Problem.of(
                                ProblemCode.UNSUPPORTED_VALUE,
                                "index " + read.indices()[k] + " occurs twice in " + pointer + "/indices")
                        .at(pointer + "/indices/" + k)
                        .hint("Report each cost once.")
                        .exception();
            }
        }
        return read;
    }

    private void once(@Nullable Object before) {
        if (before != null) {
            throw c.fault(ProblemCode.MALFORMED_JSON, c.pointer() + " is there twice");
        }
    }

    /// @param timestamp −1 where there was none
    CostReport report(long timestamp) {
        String node = nodeId;
        SparseVector observed = costs;
        if (node == null || observed == null) {
            throw missing(node == null ? "node_id" : "local_costs");
        }
        if (timestamp < 0) {
            c.warnings.add(NOT_DATED);
        }
        Double sure = confidence;
        if (sure == null) {
            throw missing("computation_confidence");
        }
        return new CostReport(
                node, timestamp < 0 ? CostReport.NO_TIME : timestamp, sure, latency == null ? 0 : latency, observed);
    }

    private static RuntimeException missing(String field) {
        return CostFields.missing(
                "/" + field,
                "the field " + field + " is missing",
                "A report has session_id, node_id, local_costs, computation_confidence and, if you like, timestamp and "
                        + "network_latency.");
    }
}
