// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.schema.Schema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the examples tell of: one small system, solved in one session, x = (2.5, 4, 3.5).
final class Story {
    static final String SESSION = "7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d";
    /// Others, each opened once.
    static final String SENT_AS_LINES = "0a3dcb0e-2f7c-4b8e-8a58-5d1e4b0c9f21";
    static final String SENT_AS_FORM = "5c1f0c62-9f6b-4c38-b0a4-0a3b7f7f9d3e";
    static final String FORK = "e2b8f6a4-1d57-4a0f-9c39-6b7d2e8f5a10";
    static final String ON_A_SOCKET = "9d4c7e18-83aa-4d0b-8f1c-2b6a5e7d3c04";
    static final String REPORTER = "sensor-7";
    static final List<String> ROLES = List.of("reporter");
    static final String WORKFLOW = "quick-start";

    static final String TASK = "3f0e9b7a-6d52-4c1b-9a84-7e5c2d1f0b36";

    private static final List<Double> VALUES = List.of(2.0, -1.0, -1.0, 2.0, -1.0, -1.0, 2.0);
    private static final List<Integer> COLUMNS = List.of(0, 1, 0, 1, 2, 1, 2);
    private static final List<Integer> ROWS = List.of(0, 2, 5, 7);
    static final List<Double> B = List.of(1.0, 2.0, 3.0);
    static final List<Double> X = List.of(2.5, 4.0, 3.5);

    /// As a file.
    static final String MARKET = """
            %%MatrixMarket matrix coordinate real symmetric
            3 3 5
            1 1 2
            2 1 -1
            2 2 2
            3 2 -1
            3 3 2
            """;

    private Story() {}

    /// An object of these names and values, in this order.
    static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int k = 0; k < namesAndValues.length; k += 2) {
            object.put((String) namesAndValues[k], namesAndValues[k + 1]);
        }
        return object;
    }

    static Map<String, Object> matrix() {
        return object(
                "rows", 3, "cols", 3, "data", object("values", VALUES, "row_pointers", ROWS, "col_indices", COLUMNS));
    }

    static Map<String, Object> sparse(int index, double value) {
        return object("indices", List.of(index), "values", List.of(value));
    }

    static Map<String, Object> solve(String session) {
        return object("session_id", session, "matrix", matrix(), "vector", B);
    }

    static Map<String, Object> ofSession() {
        return object("session_id", SESSION);
    }

    /// Adds to b and takes it away again, under identities of their own: to send them twice changes nothing more.
    static Map<String, Object> update(String id, int index, double change) {
        return object("session_id", SESSION, "update_id", id, "delta_costs", sparse(index, change));
    }

    static Map<String, Object> report() {
        return object(
                "type",
                "cost_report",
                "session_id",
                SESSION,
                "node_id",
                REPORTER,
                "local_costs",
                sparse(2, 3.0),
                "computation_confidence",
                0.9,
                "timestamp",
                "2026-01-05T12:00:00.000Z");
    }

    static Map<String, Object> join() {
        return object("session_id", SESSION, "node_id", REPORTER, "roles", ROLES);
    }

    static Map<String, Object> task() {
        return object(
                "task_id",
                TASK,
                "task_type",
                object(
                        "kind",
                        "PatternMatch",
                        "data",
                        object(
                                "current",
                                List.of(1.0, 2.0, 3.0, 2.0, 1.0),
                                "candidates",
                                List.of(
                                        object("id", "same", "values", List.of(2.0, 4.0, 6.0, 4.0, 2.0)),
                                        object("id", "other", "values", List.of(5.0, 1.0, 5.0, 1.0, 5.0))))));
    }

    static Map<String, Object> workflow() {
        return object(
                "apiVersion",
                "flow-nexus.ruv.io/v1",
                "kind",
                "SolverWorkflow",
                "metadata",
                object("name", WORKFLOW),
                "spec",
                object("topology", "ring"));
    }

    static final String WORKFLOW_YAML = """
            apiVersion: flow-nexus.ruv.io/v1
            kind: SolverWorkflow
            metadata:
              name: quick-start
            spec:
              topology: ring
              verification:
                interval: 50
            """;

    /// A as `application/vnd.rivulet.csr`.
    static byte[] csr() {
        int ints = 2 + ROWS.size() + COLUMNS.size();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ints + Double.BYTES * VALUES.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(B.size()).putInt(VALUES.size());
        ROWS.forEach(bytes::putInt);
        COLUMNS.forEach(bytes::putInt);
        VALUES.forEach(bytes::putDouble);
        return bytes.array();
    }

    /// The path parameter of calls about one session.
    static Parameter session() {
        return Parameter.path("id", Schema.id(), "the session", SESSION);
    }
}
