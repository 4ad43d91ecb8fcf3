// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads one `cost_update`, an object or a line of NDJSON. Whether its indices fit n is for the session to say.
/// **Cost** about a microsecond for a small one.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class CostRequestReader {
    private static final int LONGEST_CHOICE = 100;
    private static final int LONGEST_SOURCE = 200;
    private static final int PROPAGATION_DEPTH = 3;
    private static final RequestLimits LIMITS = RequestLimits.DEFAULTS;
    private static final String PARTS = "Send at least one of delta_costs, set_costs, vector and matrix_updates.";
    private static final String UNIDENTIFIED = "not_identified: without source_node and sequence, or an update_id, a "
            + "repeat of this update would be applied again";

    private final JsonCursor c;
    private int seen;
    private @Nullable UUID sessionId;
    private @Nullable UUID updateId;
    private @Nullable String sourceNode;
    private long sequence = -1;
    private long timestamp = -1;
    private @Nullable DenseVector vector;
    private @Nullable SparseVector set;
    private @Nullable SparseVector delta;
    private @Nullable List<EntryChange> matrix;

    private CostRequestReader(JsonCursor c) {
        this.c = c;
    }

    /// Ids that the server has to make are random.
    public static CostRequest read(byte[] json, int from, int length) {
        return read(json, from, length, UUID::randomUUID);
    }

    /// `ids` makes an id where the sender gave none.
    public static CostRequest read(byte[] json, int from, int length, Supplier<UUID> ids) {
        return JsonCursor.parse(
                () -> Json.FACTORY.createParser(json, from, length), cursor -> new CostRequestReader(cursor).read(ids));
    }

    private CostRequest read(Supplier<UUID> ids) throws IOException {
        c.document(this::field);
        if (sessionId == null) {
            throw missing("/session_id", "the field session_id is missing", null);
        }
        CostUpdate update = update();
        if (sequence >= 0 && sourceNode == null) {
            throw missing("/source_node", "a sequence needs the source_node that counts it", null);
        }
        boolean byServer = updateId == null && sequence < 0;
        if (byServer) {
            c.warnings.add(UNIDENTIFIED);
        }
        // A repeat of a counted update gets the same id again, though nobody sent one.
        UUID id = updateId != null
                ? updateId
                : sequence >= 0 && sourceNode != null ? CountedIds.of(sessionId, sourceNode, sequence) : ids.get();
        return new CostRequest(
                sessionId,
                new IdentifiedUpdate(
                        new UpdateIdentity(
                                id, sourceNode, byServer ? UpdateIdentity.MADE_BY_SERVER : sequence, timestamp),
                        update),
                byServer,
                c.warnings.list());
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "type" -> readType();
            case "session_id" -> {
                once(0);
                sessionId = c.uuid();
            }
            case "update_id" -> {
                once(1);
                updateId = c.uuid();
            }
            case "source_node" -> {
                once(2);
                sourceNode = readSource();
            }
            case "sequence" -> {
                once(3);
                sequence = c.whole(0, Long.MAX_VALUE - 1);
            }
            case "timestamp" -> {
                once(4);
                timestamp = Timestamps.read(c);
            }
            case "delta_costs" -> {
                once(5);
                delta = VectorFields.readSparse(c, LIMITS);
            }
            case "set_costs" -> {
                once(6);
                set = VectorFields.readSparse(c, LIMITS);
            }
            case "vector" -> {
                once(7);
                vector = readVector();
            }
            case "matrix_updates" -> {
                once(8);
                matrix = readMatrix();
            }
            case "propagation_depth" -> {
                if (c.whole() != PROPAGATION_DEPTH) {
                    throw c.unsupported("a depth other than " + PROPAGATION_DEPTH, "Leave propagation_depth out.");
                }
            }
            default -> c.unknown();
        }
    }

    /// A field that is named twice could mean either value.
    private void once(int field) {
        if ((seen & 1 << field) != 0) {
            throw c.fault(ProblemCode.MALFORMED_JSON, c.pointer() + " is there twice");
        }
        seen |= 1 << field;
    }

    private void readType() throws IOException {
        String type = c.text(LONGEST_CHOICE);
        if (!type.equals("cost_update")) {
            throw c.unsupported("type \"" + type + "\"", "Exact changes have type cost_update.");
        }
    }

    private String readSource() throws IOException {
        String source = c.text(LONGEST_SOURCE);
        if (source.isEmpty()) {
            throw c.fault(ProblemCode.OUT_OF_RANGE, "source_node is empty, it must have a character at least");
        }
        return source;
    }

    private DenseVector readVector() throws IOException {
        DoubleColumn values = new DoubleColumn();
        c.doubles(values, LIMITS);
        return DenseVector.adopt(values.take());
    }

    private List<EntryChange> readMatrix() throws IOException {
        List<EntryChange> changes = new ArrayList<>();
        for (boolean more = c.enterArray(); more; more = c.nextInArray()) {
            changes.add(new Entry().read(c));
        }
        return changes;
    }

    private CostUpdate update() {
        if (vector == null && set == null && delta == null && matrix == null) {
            throw missing("/delta_costs", "the update changes nothing", PARTS);
        }
        return new CostUpdate(
                vector,
                set == null ? SparseVector.EMPTY : set,
                delta == null ? SparseVector.EMPTY : delta,
                matrix == null ? List.of() : matrix);
    }

    private static RuntimeException missing(String pointer, String detail, @Nullable String hint) {
        return Problem.of(ProblemCode.MISSING_FIELD, detail)
                .at(pointer)
                .hint(hint)
                .exception();
    }

    /// One of `matrix_updates`.
    private static final class Entry {
        private long row = -1;
        private long column = -1;
        private @Nullable Double newValue;
        private @Nullable Double oldValue;

        EntryChange read(JsonCursor c) throws IOException {
            c.object(name -> {
                switch (name) {
                    case "row" -> row = index(c);
                    case "col" -> column = index(c);
                    case "new_value" -> newValue = c.finite();
                    case "old_value" -> oldValue = c.finite();
                    default -> c.unknown();
                }
            });
            Double value = newValue;
            if (row < 0 || column < 0 || value == null) {
                String field = row < 0 ? "row" : column < 0 ? "col" : "new_value";
                throw missing(
                        c.pointer() + "/" + field,
                        c.pointer() + " has no field " + field,
                        "A change has row, col, new_value and, if you like, old_value.");
            }
            return new EntryChange((int) row, (int) column, value, oldValue);
        }

        private static long index(JsonCursor c) throws IOException {
            long index = c.whole();
            if (index < 0 || index > Integer.MAX_VALUE) {
                throw VectorFields.outside(c.pointer(), index, "it must be from 0 to rows − 1");
            }
            return index;
        }
    }
}
