// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.numerics.classify.Portrait;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.line.MatrixClassJson;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemJson;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Answers to calls, as UTF-8 JSON objects.
public final class ViewJson {
    private static final int BYTES_PER_ROW = 400;

    private ViewJson() {}

    /// `GET /api/v1/status/{id}`
    public static byte[] status(SessionStatusView v) {
        return Json.encode(json -> StatusJson.write(json, v), 2048);
    }

    /// `POST /api/v1/problems`
    public static byte[] uploaded(String ref, int rows, int nnz, MatrixClassView matrixClass) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeStringField("ref", ref);
            json.writeNumberField("rows", rows);
            json.writeNumberField("nnz", nnz);
            json.writeFieldName("matrix_class");
            MatrixClassJson.write(json, matrixClass);
            json.writeEndObject();
        });
    }

    /// `GET /api/v1/sessions`. `nextCursor` null: this was the last page.
    public static byte[] list(List<SessionRow> rows, @Nullable String nextCursor) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("sessions");
                    for (SessionRow row : rows) {
                        json.writeStartObject();
                        rowFields(json, row);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    Json.nullableText(json, "next_cursor", nextCursor);
                    json.writeEndObject();
                },
                64 + BYTES_PER_ROW * rows.size());
    }

    static void rowFields(JsonGenerator json, SessionRow row) throws IOException {
        json.writeStringField("session_id", row.id().toString());
        Json.nullableText(json, "name", row.name());
        Json.texts(json, "labels", new TreeMap<>(row.labels()));
        json.writeStringField("state", row.state());
        json.writeNumberField("rows", row.rows());
        json.writeStringField("method", row.method());
        json.writeNumberField("revision", row.revision());
        Json.nullableNumber(json, "residual_norm", row.residualNorm());
        json.writeStringField("node", row.node());
        Json.time(json, "created_at", row.createdAtMillis());
        Json.time(json, "last_activity", row.lastActivityMillis());
    }

    /// `GET /api/v1/sessions/{id}/portrait`
    public static byte[] portrait(UUID session, long revision, int nnz, Portrait portrait) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("session_id", session.toString());
                    json.writeNumberField("revision", revision);
                    json.writeNumberField("rows", portrait.rows());
                    json.writeNumberField("nnz", nnz);
                    json.writeNumberField("bandwidth", portrait.bandwidth());
                    json.writeNumberField("shortest_row", portrait.shortestRow());
                    json.writeNumberField("longest_row", portrait.longestRow());
                    json.writeNumberField("side", portrait.side());
                    json.writeFieldName("cells");
                    json.writeArray(portrait.cells(), 0, portrait.cells().length);
                    json.writeArrayFieldStart("dominance");
                    for (Portrait.Band band : portrait.dominance()) {
                        json.writeStartObject();
                        json.writeNumberField("from", band.from());
                        Json.number(json, "to", band.to());
                        json.writeNumberField("rows", band.rows());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                },
                1_024 + 3 * portrait.cells().length);
    }

    /// `GET /api/v1/sessions/{id}/solution`: the fields of the `solution` line.
    public static byte[] solution(UUID session, Line.Solution solution) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("session_id", session.toString());
                    LineEncoder.writeFields(json, solution);
                    json.writeEndObject();
                },
                512 + solution.x().size());
    }

    /// `GET /api/v1/sessions/{id}/solution?indices=`: entries of x as they stand.
    public static byte[] partial(UUID session, long revision, SparseVector x, boolean verified) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("session_id", session.toString());
                    json.writeNumberField("revision", revision);
                    XJson.write(json, x);
                    json.writeBooleanField("verified", verified);
                    json.writeEndObject();
                },
                256 + 32 * x.size());
    }

    /// `POST /api/v1/sessions/{id}/what-if`
    public static byte[] whatIf(UUID session, WhatIfView v) {
        DenseVector x = v.x();
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("session_id", session.toString());
                    json.writeNumberField("revision", v.revision());
                    whatIfX(json, v);
                    Json.encoded(json, "x_partial", v.partial().bytes());
                    json.writeNumberField("changed_entries", v.changedEntries());
                    json.writeStringField("method", v.method());
                    json.writeNumberField("work", v.work());
                    json.writeNumberField("iterations", v.iterations());
                    json.writeStringField("stop_reason", v.stopReason());
                    Json.number(json, "residual_norm", v.residualNorm());
                    Json.number(json, "residual_norm_absolute", v.residualNormAbsolute());
                    Json.nullableNumber(json, "error_bound", v.errorBound());
                    json.writeStringField("error_bound_kind", v.errorBoundKind());
                    Json.nullableText(json, "certificate", v.certificate());
                    json.writeBooleanField("verified", v.verified());
                    Json.number(json, "elapsed_ms", v.elapsedMs());
                    Json.texts(json, "warnings", v.warnings());
                    json.writeEndObject();
                },
                1_024 + v.partial().size() + (x == null ? 0 : 24 * x.size()));
    }

    private static void whatIfX(JsonGenerator json, WhatIfView v) throws IOException {
        DenseVector x = v.x();
        int[] indices = v.indices();
        json.writeFieldName("x");
        if (x == null) {
            json.writeStartObject();
            json.writeBooleanField("omitted", true);
            Json.nullableText(json, "reason", v.omitted());
            json.writeEndObject();
        } else if (indices != null) {
            json.writeStartObject();
            XJson.write(json, SparseVector.adopt(indices, x.values()));
            json.writeEndObject();
        } else {
            json.writeStartArray();
            for (double value : x.values()) {
                Json.number(json, value);
            }
            json.writeEndArray();
        }
    }

    /// `POST /api/v1/sessions/{id}/fork`: the fields of the `session_opened` line and where the session comes from.
    public static byte[] forked(UUID id, UUID from, long forkedAt, long revision, Line.SessionOpened line) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("type", line.type());
                    json.writeStringField("session_id", id.toString());
                    json.writeObjectFieldStart("forked_from");
                    json.writeStringField("session_id", from.toString());
                    json.writeNumberField("revision", forkedAt);
                    json.writeEndObject();
                    json.writeNumberField("revision", revision);
                    LineEncoder.writeFields(json, line);
                    json.writeEndObject();
                },
                1_024);
    }

    /// `GET /api/v1/sessions/{id}/entries/{i}`
    public static byte[] entry(EntryView entry, long revision) {
        return Json.encode(json -> {
            json.writeStartObject();
            entryFields(json, entry);
            json.writeNumberField("revision", revision);
            json.writeEndObject();
        });
    }

    /// `GET /api/v1/sessions/{id}/entries?indices=`
    public static byte[] gradient(GradientView gradient) {
        int[] indices = gradient.row().indices();
        double[] values = gradient.row().values();
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeNumberField("index", gradient.index());
                    json.writeFieldName("indices");
                    json.writeArray(indices, 0, indices.length);
                    json.writeArrayFieldStart("values");
                    for (double value : values) {
                        Json.number(json, value);
                    }
                    json.writeEndArray();
                    json.writeNumberField("omitted", gradient.omitted());
                    Json.number(json, "error_bound", gradient.bound());
                    json.writeBooleanField("reached", gradient.reached());
                    json.writeNumberField("work", gradient.work());
                    json.writeNumberField("revision", gradient.revision());
                    json.writeEndObject();
                },
                256 + 40 * indices.length);
    }

    public static byte[] entries(List<EntryView> entries, long revision) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeNumberField("revision", revision);
                    json.writeArrayFieldStart("entries");
                    for (EntryView entry : entries) {
                        json.writeStartObject();
                        entryFields(json, entry);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                },
                64 + 128 * entries.size());
    }

    /// The fields of an entry, into an object that is open; `delta` and `seed` only where the bound is statistical.
    public static void entryFields(JsonGenerator json, EntryView entry) throws IOException {
        json.writeNumberField("index", entry.index());
        Json.number(json, "value", entry.value());
        Json.nullableNumber(json, "error_bound", entry.errorBound());
        json.writeStringField("bound_kind", entry.boundKind());
        Double delta = entry.delta();
        if (delta != null) {
            json.writeNumberField("delta", delta);
        }
        Long seed = entry.seed();
        if (seed != null) {
            json.writeNumberField("seed", seed);
        }
        json.writeNumberField("work", entry.work());
        json.writeStringField("method", entry.method());
    }

    /// The acknowledgement of an update. With `applied`, the fields of its `cost_applied` line follow.
    public static byte[] accepted(
            UUID updateId,
            long revision,
            boolean duplicate,
            long seq,
            List<String> warnings,
            Line.@Nullable CostApplied applied) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeBooleanField("accepted", true);
            if (applied == null) {
                json.writeStringField("update_id", updateId.toString());
                json.writeNumberField("revision", revision);
            } else {
                LineEncoder.writeFields(json, applied.forUpdate(updateId.toString(), revision));
            }
            json.writeBooleanField("duplicate", duplicate);
            json.writeNumberField("seq", seq);
            if (!warnings.isEmpty()) {
                Json.texts(json, "warnings", warnings);
            }
            json.writeEndObject();
        });
    }

    /// A refused update among many.
    public static byte[] rejected(Problem problem) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeBooleanField("accepted", false);
            json.writeFieldName("problem");
            ProblemJson.writeTo(json, problem);
            json.writeEndObject();
        });
    }

    /// A matrix without a session.
    public static byte[] analysis(AnalysisView v) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeNumberField("rows", v.rows());
            json.writeNumberField("nnz", v.nnz());
            json.writeFieldName("matrix_class");
            MatrixClassJson.write(json, v.matrixClass());
            String method = v.method();
            String preconditioner = v.preconditioner();
            if (method != null && preconditioner != null) {
                json.writeStringField("method", method);
                json.writeStringField("preconditioner", preconditioner);
            }
            json.writeStringField("reason", v.reason());
            json.writeEndObject();
        });
    }

    /// `GET /api/v1/status`
    public static byte[] node(NodeStatusView v) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("node", v.node());
                    json.writeStringField("version", v.version());
                    json.writeNumberField("uptime_ms", v.uptimeMs());
                    json.writeStringField("transport", v.transport());
                    json.writeArrayFieldStart("members");
                    for (NodeStatusView.Member member : v.members()) {
                        member(json, member);
                    }
                    json.writeEndArray();
                    json.writeObjectFieldStart("sessions");
                    for (var state : new TreeMap<>(v.sessions()).entrySet()) {
                        json.writeNumberField(state.getKey(), state.getValue());
                    }
                    json.writeEndObject();
                    json.writeObjectFieldStart("rates");
                    Json.number(json, "iterations", v.iterationsPerSecond());
                    Json.number(json, "updates", v.updatesPerSecond());
                    Json.number(json, "probes", v.probesPerSecond());
                    Json.number(json, "lines", v.linesPerSecond());
                    json.writeEndObject();
                    json.writeStringField("kernel_provider", v.kernelProvider());
                    json.writeStringField("database", v.database());
                    json.writeEndObject();
                },
                1024);
    }

    private static void member(JsonGenerator json, NodeStatusView.Member member) throws IOException {
        json.writeStartObject();
        json.writeStringField("node", member.node());
        json.writeStringField("address", member.address());
        json.writeStringField("version", member.version());
        Json.texts(json, "roles", member.roles());
        json.writeStringField("state", member.state());
        json.writeNumberField("shards", member.shards());
        json.writeNumberField("sessions", member.sessions());
        Json.number(json, "cpu", member.cpu());
        Json.number(json, "heap", member.heap());
        json.writeEndObject();
    }
}
