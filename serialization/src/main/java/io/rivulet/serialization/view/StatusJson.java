// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.line.MatrixClassJson;
import io.rivulet.serialization.line.MatrixClassView;
import java.io.IOException;

/// The status of a session. What belongs to later stages (baseline of the drift) is null, not invented.
final class StatusJson {
    private StatusJson() {}

    static void write(JsonGenerator json, SessionStatusView v) throws IOException {
        json.writeStartObject();
        json.writeStringField("session_id", v.sessionId().toString());
        json.writeStringField("state", v.state());
        json.writeFieldName("matrix_class");
        MatrixClassView matrixClass = v.matrixClass();
        if (matrixClass == null) {
            json.writeNull();
        } else {
            MatrixClassJson.write(json, matrixClass);
        }
        json.writeNumberField("rows", v.rows());
        json.writeNumberField("nnz", v.nnz());
        json.writeStringField("method", v.method());
        json.writeStringField("preconditioner", v.preconditioner());
        json.writeNumberField("revision", v.revision());
        json.writeNumberField("solved_revision", v.solvedRevision());
        json.writeNumberField("iterations", v.iterations());
        Json.nullableNumber(json, "residual_norm", v.residualNorm());
        Json.nullableNumber(json, "error_bound", v.errorBound());
        json.writeBooleanField("verified", v.verified());
        json.writeArrayFieldStart("residuals");
        for (Double residual : v.residuals()) {
            Json.number(json, residual);
        }
        json.writeEndArray();
        verification(json, v.verification());
        Json.nullableText(
                json, "workflow", v.inherited() == null ? null : v.inherited().workflow());
        json.writeNumberField("costs_applied", v.costsApplied());
        json.writeObjectFieldStart("changes");
        json.writeNumberField("significant", v.changes().significant());
        json.writeNumberField("insignificant", v.changes().insignificant());
        json.writeEndObject();
        json.writeNumberField("swarm_members", v.swarm().members());
        Json.texts(json, "distrusted_reporters", v.swarm().distrusted());
        json.writeStringField("node", v.node());
        json.writeNumberField("incarnation", v.incarnation());
        Json.time(json, "created_at", v.createdAtMillis());
        Json.time(json, "last_activity", v.lastActivityMillis());
        json.writeNumberField("last_seq", v.lastSeq());
        json.writeNumberField("followers", v.followers());
        json.writeFieldName("performance");
        LineEncoder.performance(json, v.performance());
        PartitionsView partitions = v.partitions();
        if (partitions != null) {
            partitions(json, partitions);
        }
        json.writeEndObject();
    }

    private static void verification(JsonGenerator json, SessionStatusView.Verification v) throws IOException {
        Line.VerificationResult last = v.last();
        json.writeObjectFieldStart("verification");
        json.writeNumberField("interval", v.interval());
        Json.number(json, "multiplier", v.multiplier());
        json.writeNumberField("last_revision", v.lastRevision());
        json.writeNumberField("last_iteration", v.lastIteration());
        json.writeNumberField("next_due", v.nextDue());
        json.writeObjectFieldStart("drift");
        SessionStatusView.Drift drift = v.drift();
        Json.nullableNumber(json, "baseline", drift == null ? null : drift.baseline());
        Json.nullableNumber(json, "ewma", drift == null ? null : drift.ewma());
        Json.nullableNumber(json, "severity", drift == null ? null : drift.severity());
        json.writeEndObject();
        json.writeBooleanField("stagnation", v.stagnation());
        json.writeBooleanField("stagnation_by_variance", v.stagnationByVariance());
        json.writeNumberField("corrections", v.corrections());
        json.writeFieldName("last");
        if (last == null) {
            json.writeNull();
        } else {
            json.writeStartObject();
            LineEncoder.writeFields(json, last);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void partitions(JsonGenerator json, PartitionsView v) throws IOException {
        json.writeObjectFieldStart("partitions");
        json.writeNumberField("asked", v.asked());
        json.writeBooleanField("active", v.active());
        json.writeStringField("method", v.method());
        json.writeStringField("topology", v.topology());
        json.writeStringField("refusal", v.refusal());
        json.writeArrayFieldStart("parts");
        for (PartitionsView.Part part : v.parts()) {
            json.writeStartObject();
            json.writeNumberField("part", part.part());
            json.writeStringField("node", part.node());
            json.writeNumberField("placements", part.placements());
            json.writeNumberField("rows", part.rows());
            json.writeNumberField("halo", part.halo());
            json.writeNumberField("frames", part.frames());
            json.writeNumberField("frame_bytes", part.frameBytes());
            json.writeNumberField("answers", part.answers());
            json.writeNumberField("answer_bytes", part.answerBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
