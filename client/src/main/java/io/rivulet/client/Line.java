// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What a session says. Fields that have no place here are in [#json]; a kind that this client doesn't know is
/// [Unknown].
public sealed interface Line {
    /// @param seq the line's number, where it has one
    record Head(String type, String sessionId, OptionalLong seq, Instant timestamp, JsonNode json) {}

    Head head();

    /// Everything that the line says.
    default JsonNode json() {
        return head().json();
    }

    record SessionOpened(
            Head head, int rows, int nnz, String method, String preconditioner, String reason, List<String> warnings)
            implements Line {}

    record IterationUpdate(Head head, long revision, long iteration, double residualNorm, OptionalDouble errorBound)
            implements Line {
        /// Of x, those that the session was asked to stream.
        public Optional<SparseVector> entries() {
            return SparseVector.of(json().path("x_partial"));
        }
    }

    record VerificationResult(Head head, long revision, Verdict verdict) implements Line {}

    /// Updates from `firstRevision` to `revision`, answered by one repair.
    record CostApplied(
            Head head,
            long firstRevision,
            long revision,
            String updateId,
            String method,
            int changedEntries,
            long work,
            double latencyMs,
            double residualNorm,
            OptionalDouble errorBound)
            implements Line {
        public Optional<SparseVector> entries() {
            return SparseVector.of(json().path("x_partial"));
        }
    }

    record ConvergenceSignal(Head head, long revision, boolean converged) implements Line {}

    record Correction(Head head, String trigger, String action, String detail) implements Line {}

    record SessionMigrated(Head head, String fromNode, String toNode, long gapMillis) implements Line {}

    /// Lines that are not told any more, `dropped` of those from `firstSeq` to `lastSeq`.
    record StreamGap(Head head, long dropped, long firstSeq, long lastSeq, String reason) implements Line {}

    /// Stands for every line up to its number.
    record Snapshot(Head head, String state, long revision, double residualNorm, boolean verified) implements Line {
        public Optional<SparseVector> entries() {
            return SparseVector.of(json().path("x_partial"));
        }
    }

    record Heartbeat(Head head) implements Line {}

    record Solved(Head head, Solution solution) implements Line {}

    /// @param fatal the session is at its end
    record Failure(Head head, Problem problem, boolean fatal) implements Line {}

    record SessionExpiring(Head head, Instant at) implements Line {}

    record SessionClosed(Head head, String reason) implements Line {}

    record Unknown(Head head) implements Line {}

    static Line of(JsonNode json) {
        JsonNode seq = json.path("seq");
        var head = new Head(
                json.path("type").asText(),
                json.path("session_id").asText(),
                seq.isNumber() ? OptionalLong.of(seq.asLong()) : OptionalLong.empty(),
                Json.time(json),
                json);
        long revision = json.path("revision").asLong();
        double residual = Json.number(json, "residual_norm");
        OptionalDouble bound = Json.optional(json, "error_bound");
        return switch (head.type()) {
            case "session_opened" ->
                new SessionOpened(
                        head,
                        json.path("rows").asInt(),
                        json.path("nnz").asInt(),
                        json.path("method").asText(),
                        json.path("preconditioner").asText(),
                        json.path("reason").asText(),
                        Json.texts(json, "warnings"));
            case "iteration_update" ->
                new IterationUpdate(head, revision, json.path("iteration").asLong(), residual, bound);
            case "verification_result" -> new VerificationResult(head, revision, Verdict.of(json));
            case "cost_applied" ->
                new CostApplied(
                        head,
                        json.path("first_revision").asLong(revision),
                        revision,
                        json.path("update_id").asText(),
                        json.path("method").asText(),
                        json.path("changed_entries").asInt(),
                        json.path("work").asLong(),
                        Json.number(json, "latency_ms"),
                        residual,
                        bound);
            case "convergence_signal" ->
                new ConvergenceSignal(head, revision, json.path("converged").asBoolean());
            case "correction" ->
                new Correction(
                        head,
                        json.path("trigger").asText(),
                        json.path("action").asText(),
                        json.path("detail").asText());
            case "session_migrated" ->
                new SessionMigrated(
                        head,
                        json.path("from_node").asText(),
                        json.path("to_node").asText(),
                        json.path("gap_ms").asLong());
            case "stream_gap" ->
                new StreamGap(
                        head,
                        json.path("dropped").asLong(),
                        json.path("first_seq").asLong(),
                        json.path("last_seq").asLong(),
                        json.path("reason").asText());
            case "snapshot" ->
                new Snapshot(
                        head,
                        json.path("state").asText(),
                        revision,
                        residual,
                        json.path("verified").asBoolean());
            case "heartbeat" -> new Heartbeat(head);
            case "solution" -> new Solved(head, Solution.of(json));
            case "error" ->
                new Failure(
                        head,
                        Problem.of(json.path("problem")),
                        json.path("fatal").asBoolean());
            case "session_expiring" ->
                new SessionExpiring(head, Instant.parse(json.path("at").asText()));
            case "session_closed" -> new SessionClosed(head, json.path("reason").asText());
            default -> new Unknown(head);
        };
    }
}
