// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// What is sent where a fault is put in: each with nearly all fields that it can have.
final class RightBodies {
    /// No session has it.
    static final String SESSION = "1b9e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d";

    static final String SOLVE = "{" + SmallSystem.MATRIX + """
            ,"method":"hybrid","labels":{"a":"b"},"name":"n","options":{"tolerance":1e-8,"max_iterations":50,\
            "preconditioner":"auto","initial_guess":[0,0,0],"seed":7,"verification":{"interval":10,"probe_count":3},\
            "convergence":{"consecutive_iterations":2},"stream":{"every":1,"x":"full","on_overflow":"compress"}},\
            "flow_nexus":{"swarm_topology":"mesh","verification_strategy":"random_probe"}}""";
    static final String COSTS = "{\"type\":\"cost_update\",\"session_id\":\"" + SESSION
            + "\",\"source_node\":\"f\",\"sequence\":1,\"timestamp\":\"2026-12-02T08:00:00Z\",\"delta_costs\":"
            + "{\"indices\":[0,1],\"values\":[0.5,1]},\"matrix_updates\":[{\"row\":0,\"col\":0,\"new_value\":3}]}";
    static final String VERIFY =
            "{" + SmallSystem.MATRIX + ",\"solution\":[1,1,1],\"probe_count\":5,\"tolerance\":1e-6}";
    static final String WORKFLOW = "{\"apiVersion\":\"flow.ruv.io/v1\",\"kind\":\"SolverWorkflow\","
            + "\"metadata\":{\"name\":\"fuzzed\"},\"spec\":{\"streaming\":{\"protocol\":\"http2\"}}}";
    static final String TOOL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"solve\",\"arguments\":" + SmallSystem.SOLVE + "}}";
    static final String MARKET = "%%MatrixMarket matrix coordinate real symmetric\n% made by hand\n"
            + "3 3 5\n1 1 2.5\n2 1 -1\n2 2 2.5\n3 2 -1\n3 3 2.5\n";

    private RightBodies() {}

    static JsonNode tree(String text) {
        try {
            return OneNode.JSON.readTree(text);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /// n, nnz, pointers, indices, values.
    static byte[] csr() {
        var bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(3).putLong(7);
        for (long pointer : new long[] {0, 2, 5, 7}) {
            bytes.putLong(pointer);
        }
        for (int column : new int[] {0, 1, 0, 1, 2, 1, 2}) {
            bytes.putInt(column);
        }
        for (double value : new double[] {2.5, -1, -1, 2.5, -1, -1, 2.5}) {
            bytes.putDouble(value);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
