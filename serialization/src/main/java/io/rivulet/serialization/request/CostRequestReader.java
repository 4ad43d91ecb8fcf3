// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads one `cost_update` or `cost_report`, an object or a line of NDJSON. Without a type, one of the fields
/// that only a report has tells it.
/// Whether its indices fit n is for the session to say.
/// **Cost** about a microsecond for a small one.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class CostRequestReader {
    private static final int LONGEST_CHOICE = 100;
    private static final int LONGEST_SOURCE = 200;
    private static final String UPDATE = "cost_update";
    private static final String REPORT = "cost_report";
    private static final String UNIDENTIFIED = "not_identified: without source_node and sequence, or an update_id, a "
            + "repeat of this update would be applied again";

    private final JsonCursor c;
    private final CostFields costs;
    private final ReportFields report;
    private @Nullable String type;
    private int seen;
    private @Nullable UUID sessionId;
    private @Nullable UUID updateId;
    private @Nullable String sourceNode;
    private long sequence = -1;
    private long timestamp = -1;
    private int depth = IdentifiedUpdate.USUAL_DEPTH;
    private boolean waitsAllowed;
    private boolean waits;

    private CostRequestReader(JsonCursor c) {
        this.c = c;
        this.costs = new CostFields(c);
        this.report = new ReportFields(c);
    }

    /// An update or a report. Ids that the server has to make are random.
    public static CostMessage readAny(byte[] json, int from, int length) {
        return readAny(json, from, length, null);
    }

    /// `usual` is the session of what names none.
    public static CostMessage readAny(byte[] json, int from, int length, @Nullable UUID usual) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json, from, length), cursor -> {
            var reader = new CostRequestReader(cursor);
            reader.sessionId = usual;
            return reader.readAny();
        });
    }

    /// An update or a report as the arguments of a call, which have `wait` beside it where HTTP has a parameter.
    public static CostCall readCall(byte[] json) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json), cursor -> {
            var reader = new CostRequestReader(cursor);
            reader.waitsAllowed = true;
            CostMessage message = reader.readAny();
            return new CostCall(message, reader.waits);
        });
    }

    private CostMessage readAny() throws IOException {
        c.document(this::field);
        boolean reports = type == null ? !report.pointers().isEmpty() : type.equals(REPORT);
        if (reports && costs.any()) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "a report carries no exact change")
                    .at("/type")
                    .hint("Send the change by itself, as a cost_update.")
                    .exception();
        }
        return reports
                ? new ReportRequest(session(), report.report(timestamp), c.warnings.list())
                : update(UUID::randomUUID);
    }

    /// An update. Ids that the server has to make are random.
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
        if (REPORT.equals(type)) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "a report is no exact change")
                    .at("/type")
                    .hint("Exact changes have type cost_update.")
                    .exception();
        }
        return update(ids);
    }

    private UUID session() {
        UUID session = sessionId;
        if (session == null) {
            throw missing("/session_id", "the field session_id is missing", null);
        }
        return session;
    }

    private CostRequest update(Supplier<UUID> ids) {
        UUID session = session();
        CostUpdate update = costs.update();
        report.pointers().forEach(c.warnings::unknownField);
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
                : sequence >= 0 && sourceNode != null ? CountedIds.of(session, sourceNode, sequence) : ids.get();
        return new CostRequest(
                session,
                new IdentifiedUpdate(
                        new UpdateIdentity(
                                id, sourceNode, byServer ? UpdateIdentity.MADE_BY_SERVER : sequence, timestamp),
                        update,
                        depth),
                byServer,
                c.warnings.list());
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "type" -> readType();
            case "id" -> Frame.id(c);
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
            case "propagation_depth" -> {
                once(5);
                depth = (int) c.whole(0, IdentifiedUpdate.MOST_DEPTH);
            }
            default -> {
                if (waitsAllowed && name.equals("wait")) {
                    waits = readWait();
                } else if (!costs.read(name) && !report.read(name)) {
                    c.unknown();
                }
            }
        }
    }

    private boolean readWait() throws IOException {
        String given = c.text(LONGEST_CHOICE);
        if (!given.equals(CostCall.APPLIED)) {
            throw c.unsupported("wait \"" + given + "\"", "The only value is applied.");
        }
        return true;
    }

    /// A field that is named twice could mean either value.
    private void once(int field) {
        if ((seen & 1 << field) != 0) {
            throw c.fault(ProblemCode.MALFORMED_JSON, c.pointer() + " is there twice");
        }
        seen |= 1 << field;
    }

    private void readType() throws IOException {
        String given = c.text(LONGEST_CHOICE);
        if (!given.equals(UPDATE) && !given.equals(REPORT)) {
            throw c.unsupported(
                    "type \"" + given + "\"", "Exact changes have type cost_update, observations cost_report.");
        }
        type = given;
    }

    private String readSource() throws IOException {
        String source = c.text(LONGEST_SOURCE);
        if (source.isEmpty()) {
            throw c.fault(ProblemCode.OUT_OF_RANGE, "source_node is empty, it must have a character at least");
        }
        if (source.startsWith(UpdateIdentity.OF_SESSION)) {
            throw c.unsupported(
                    "source_node \"" + source + "\"",
                    "Names that begin with " + UpdateIdentity.OF_SESSION + " stand for sessions that are followed.");
        }
        return source;
    }

    private static RuntimeException missing(String pointer, String detail, @Nullable String hint) {
        return CostFields.missing(pointer, detail, hint);
    }
}
