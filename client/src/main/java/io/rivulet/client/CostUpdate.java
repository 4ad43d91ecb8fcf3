// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.UUID;

/// A change of b and A, applied whole or not at all: `CostUpdate.of().delta(17, 0.5)`. Immutable: each method gives
/// another one.
public final class CostUpdate {
    private final ObjectNode json;

    private CostUpdate(ObjectNode json) {
        this.json = json;
    }

    public static CostUpdate of() {
        return new CostUpdate(Json.MAPPER.createObjectNode());
    }

    /// All of b.
    public CostUpdate vector(double... b) {
        ObjectNode copy = json.deepCopy();
        ArrayNode array = copy.putArray("vector");
        for (double value : b) {
            array.add(value);
        }
        return new CostUpdate(copy);
    }

    /// b_i ← value
    public CostUpdate set(int index, double value) {
        return pair("set_costs", index, value);
    }

    /// b_i ← b_i + value
    public CostUpdate delta(int index, double value) {
        return pair("delta_costs", index, value);
    }

    private CostUpdate pair(String part, int index, double value) {
        ObjectNode copy = json.deepCopy();
        ObjectNode costs = copy.withObjectProperty(part);
        costs.withArrayProperty("indices").add(index);
        costs.withArrayProperty("values").add(value);
        return new CostUpdate(copy);
    }

    /// a_ij ← value
    public CostUpdate entry(int row, int column, double value) {
        ObjectNode copy = json.deepCopy();
        addEntry(copy, row, column).put("new_value", value);
        return new CostUpdate(copy);
    }

    /// a_ij ← value, if it still is `old`.
    public CostUpdate entry(int row, int column, double old, double value) {
        ObjectNode copy = json.deepCopy();
        addEntry(copy, row, column).put("old_value", old).put("new_value", value);
        return new CostUpdate(copy);
    }

    private static ObjectNode addEntry(ObjectNode json, int row, int column) {
        return json.withArrayProperty("matrix_updates")
                .addObject()
                .put("row", row)
                .put("col", column);
    }

    /// The identity of an update whose sender counts: the best one.
    public CostUpdate source(String node, long sequence) {
        ObjectNode copy = json.deepCopy();
        copy.put("source_node", node).put("sequence", sequence);
        return new CostUpdate(copy);
    }

    /// Of one whose sender does not count. Without either it gets such an id when it is sent.
    public CostUpdate id(UUID updateId) {
        ObjectNode copy = json.deepCopy();
        copy.put("update_id", updateId.toString());
        return new CostUpdate(copy);
    }

    /// As it is sent, also the second time.
    ObjectNode identified(UUID session, InstantSource clock) {
        ObjectNode copy = json.deepCopy();
        copy.put("session_id", session.toString());
        if (!copy.has("sequence")) {
            if (!copy.has("update_id")) {
                copy.put("update_id", UUID.randomUUID().toString());
            }
            copy.put("timestamp", clock.millis());
        }
        return copy;
    }

    /// The change alone, as a what-if has it.
    ObjectNode change() {
        return json.deepCopy();
    }
}
