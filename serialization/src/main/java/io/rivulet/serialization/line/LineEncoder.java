// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.ProblemJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line as it goes out: encoded once, whoever reads it.
public final class LineEncoder {
    /// In place of a number: the line belongs to one connection or answers one call.
    public static final long NO_SEQ = -1;

    private static final int ROOM = 400;

    /// The type is the first field.
    private static final int TYPE_AT = "{\"type\":\"".length();

    private LineEncoder() {}

    /// A JSON object in UTF-8 and a line feed. Numbers that are not finite become null.
    ///
    /// @param session null where there is none
    /// @param seq the line's number, or [#NO_SEQ]
    public static byte[] encode(Line line, @Nullable UUID session, long seq, long epochMillis) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("type", line.type());
                    if (session != null) {
                        json.writeStringField("session_id", session.toString());
                    }
                    if (seq != NO_SEQ) {
                        json.writeNumberField("seq", seq);
                    }
                    Json.time(json, "timestamp", epochMillis);
                    writeFields(json, line);
                    json.writeEndObject();
                    json.writeRaw('\n');
                },
                ROOM + fragmentSize(line));
    }

    /// The type of a line that was encoded here.
    public static String typeOf(byte[] line) {
        int end = TYPE_AT;
        while (line[end] != '"') {
            end++;
        }
        return new String(line, TYPE_AT, end - TYPE_AT, StandardCharsets.US_ASCII);
    }

    /// The fields of `line` beyond the common ones, into an open object.
    public static void writeFields(JsonGenerator json, Line line) throws IOException {
        switch (line) {
            case Line.SessionOpened l -> sessionOpened(json, l);
            case Line.IterationUpdate l -> iterationUpdate(json, l);
            case Line.VerificationResult l -> verificationResult(json, l);
            case Line.CostApplied l -> costApplied(json, l);
            case Line.ConvergenceSignal l -> convergenceSignal(json, l);
            case Line.Correction l -> {
                json.writeStringField("trigger", l.trigger());
                Json.number(json, "severity", l.severity());
                json.writeStringField("action", l.action());
                json.writeStringField("detail", l.detail());
            }
            case Line.StreamGap l -> streamGap(json, l);
            case Line.Snapshot l -> snapshot(json, l);
            case Line.Heartbeat _ -> {}
            case Line.Solution l -> solution(json, l);
            case Line.Error l -> {
                json.writeFieldName("problem");
                ProblemJson.writeTo(json, l.problem());
                json.writeBooleanField("fatal", l.fatal());
                resumeFrom(json, l.resumeFrom());
            }
            case Line.SessionMigrated l -> {
                json.writeStringField("from_node", l.fromNode());
                json.writeStringField("to_node", l.toNode());
                json.writeNumberField("gap_ms", l.gapMillis());
            }
            case Line.SessionExpiring l -> Json.time(json, "at", l.atMillis());
            case Line.SessionClosed l -> {
                json.writeStringField("reason", l.reason());
                resumeFrom(json, l.resumeFrom());
            }
        }
    }

    private static void resumeFrom(JsonGenerator json, @Nullable Long resumeFrom) throws IOException {
        if (resumeFrom != null) {
            json.writeNumberField("resume_from", resumeFrom);
        }
    }

    private static void sessionOpened(JsonGenerator json, Line.SessionOpened l) throws IOException {
        json.writeNumberField("rows", l.rows());
        json.writeNumberField("nnz", l.nnz());
        json.writeFieldName("matrix_class");
        MatrixClassJson.write(json, l.matrixClass());
        json.writeStringField("method", l.method());
        json.writeStringField("preconditioner", l.preconditioner());
        json.writeStringField("reason", l.reason());
        Json.texts(json, "warnings", l.warnings());
        json.writeStringField("node", l.node());
        json.writeStringField("resume_token", l.resumeToken());
        Json.number(json, "estimated_memory_mb", l.estimatedMemoryMb());
    }

    private static void iterationUpdate(JsonGenerator json, Line.IterationUpdate l) throws IOException {
        json.writeNumberField("revision", l.revision());
        json.writeNumberField("iteration", l.iteration());
        Json.encoded(json, "x_partial", l.x().bytes());
        Json.number(json, "residual_norm", l.residualNorm());
        Json.number(json, "residual_norm_absolute", l.residualNormAbsolute());
        Json.number(json, "convergence_rate", l.convergenceRate());
        Json.nullableNumber(json, "error_bound", l.errorBound());
        json.writeBooleanField("verified", l.verified());
        Json.nullableNumber(json, "verification_score", l.verificationScore());
        json.writeObjectFieldStart("swarm_consensus");
        json.writeNumberField("participating_nodes", l.consensus().participatingNodes());
        Json.number(json, "agreement_level", l.consensus().agreementLevel());
        json.writeNumberField("tolerated_faults", l.consensus().toleratedFaults());
        json.writeEndObject();
        json.writeFieldName("performance");
        performance(json, l.performance());
    }

    /// `{iteration_time_ms, memory_usage_mb, flops}`
    public static void performance(JsonGenerator json, Line.Performance performance) throws IOException {
        json.writeStartObject();
        Json.number(json, "iteration_time_ms", performance.iterationTimeMs());
        Json.number(json, "memory_usage_mb", performance.memoryUsageMb());
        Json.number(json, "flops", performance.flops());
        json.writeEndObject();
    }

    private static void verificationResult(JsonGenerator json, Line.VerificationResult l) throws IOException {
        json.writeNumberField("revision", l.revision());
        json.writeStringField("probe_id", l.probeId());
        json.writeStringField("strategy", l.strategy());
        json.writeBooleanField("verified", l.verified());
        json.writeArrayFieldStart("residual_components");
        for (Double component : l.residualComponents()) {
            Json.number(json, component);
        }
        json.writeEndArray();
        Json.number(json, "max_error", l.maxError());
        Json.number(json, "mean_error", l.meanError());
        Json.number(json, "confidence", l.confidence());
        json.writeBooleanField("drift_detected", l.driftDetected());
        Json.number(json, "drift_severity", l.driftSeverity());
        json.writeStringField("recommendation", l.recommendation());
        String correction = l.correctionApplied();
        if (correction == null) {
            json.writeBooleanField("correction_applied", false);
        } else {
            json.writeStringField("correction_applied", correction);
        }
        Json.number(json, "verification_time_ms", l.verificationTimeMs());
        Line.Votes votes = l.votes();
        json.writeObjectFieldStart("votes");
        json.writeNumberField("for", votes.inFavour());
        json.writeNumberField("against", votes.against());
        json.writeNumberField("abstained", votes.abstained());
        json.writeNumberField("voters", votes.voters());
        json.writeNumberField("quorum", votes.quorum());
        json.writeNumberField("tolerated_faults", votes.toleratedFaults());
        json.writeEndObject();
    }

    private static void costApplied(JsonGenerator json, Line.CostApplied l) throws IOException {
        json.writeStringField("update_id", l.updateId());
        json.writeNumberField("revision", l.revision());
        json.writeNumberField("updates", l.updates());
        json.writeNumberField("first_revision", l.firstRevision());
        json.writeNumberField("solved_revision", l.solvedRevision());
        String source = l.sourceNode();
        if (source != null) {
            json.writeStringField("source_node", source);
        }
        Json.encoded(json, "x_partial", l.x().bytes());
        json.writeNumberField("changed_entries", l.changedEntries());
        json.writeStringField("method", l.method());
        json.writeNumberField("work", l.work());
        Json.number(json, "latency_ms", l.latencyMs());
        Json.number(json, "residual_norm", l.residualNorm());
        Json.nullableNumber(json, "error_bound", l.errorBound());
    }

    private static void convergenceSignal(JsonGenerator json, Line.ConvergenceSignal l) throws IOException {
        json.writeNumberField("revision", l.revision());
        json.writeObjectFieldStart("criteria");
        Json.number(json, "residual_threshold", l.residualThreshold());
        json.writeNumberField("consecutive_iterations", l.consecutiveIterations());
        Json.number(json, "swarm_agreement", l.swarmAgreement());
        json.writeEndObject();
        json.writeObjectFieldStart("current_state");
        Json.number(json, "residual_norm", l.residualNorm());
        json.writeNumberField("iterations_below_threshold", l.iterationsBelowThreshold());
        Json.number(json, "swarm_consensus", l.swarmConsensus());
        json.writeEndObject();
        json.writeBooleanField("converged", l.converged());
    }

    private static void streamGap(JsonGenerator json, Line.StreamGap l) throws IOException {
        json.writeNumberField("dropped", l.dropped());
        json.writeNumberField("first_seq", l.firstSeq());
        json.writeNumberField("last_seq", l.lastSeq());
        json.writeStringField("reason", l.reason());
        Long revision = l.revision();
        JsonFragment x = l.x();
        if (revision != null && x != null) {
            json.writeNumberField("revision", revision);
            Json.encoded(json, "x_partial", x.bytes());
        }
    }

    private static void snapshot(JsonGenerator json, Line.Snapshot l) throws IOException {
        json.writeNumberField("first_seq_kept", l.firstSeqKept());
        json.writeStringField("state", l.state());
        json.writeNumberField("revision", l.revision());
        Json.encoded(json, "x_partial", l.x().bytes());
        Json.number(json, "residual_norm", l.residualNorm());
        Json.nullableNumber(json, "error_bound", l.errorBound());
        json.writeBooleanField("verified", l.verified());
    }

    private static void solution(JsonGenerator json, Line.Solution l) throws IOException {
        json.writeNumberField("revision", l.revision());
        Json.encoded(json, "x", l.x().bytes());
        Json.number(json, "residual_norm", l.residualNorm());
        Json.number(json, "backward_error", l.backwardError());
        Json.nullableNumber(json, "error_bound", l.errorBound());
        json.writeStringField("error_bound_kind", l.errorBoundKind());
        Json.nullableText(json, "certificate", l.certificate());
        json.writeNumberField("iterations", l.iterations());
        json.writeStringField("stop_reason", l.stopReason());
        Json.number(json, "elapsed_ms", l.elapsedMs());
        json.writeBooleanField("verified", l.verified());
        RaceView race = l.race();
        if (race != null) {
            json.writeFieldName("race");
            RaceJson.write(json, race);
        }
    }

    private static int fragmentSize(Line line) {
        return switch (line) {
            case Line.IterationUpdate l -> l.x().size();
            case Line.CostApplied l -> l.x().size();
            case Line.Snapshot l -> l.x().size();
            case Line.Solution l -> l.x().size();
            case Line.StreamGap l -> l.x() == null ? 0 : l.x().size();
            case Line.SessionOpened _,
                    Line.VerificationResult _,
                    Line.ConvergenceSignal _,
                    Line.Correction _,
                    Line.Heartbeat _,
                    Line.Error _,
                    Line.SessionMigrated _,
                    Line.SessionExpiring _,
                    Line.SessionClosed _ -> 0;
        };
    }
}
