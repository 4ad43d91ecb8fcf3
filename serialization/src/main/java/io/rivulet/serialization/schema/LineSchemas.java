// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import static io.rivulet.serialization.schema.AnswerSchemas.measure;

import io.rivulet.serialization.view.SessionStates;
import java.util.LinkedHashMap;
import java.util.Map;

/// The lines of a stream, as [io.rivulet.serialization.line.LineEncoder] writes them.
public final class LineSchemas {
    /// Of lines that end one connection only.
    private static final Schema RESUME_FROM =
            Schema.whole().says("where to go on; such a line concerns one connection and has no seq");

    private LineSchemas() {}

    /// Each kind of line by its `type`.
    public static Map<String, Schema> all() {
        var all = new LinkedHashMap<String, Schema>();
        all.put("session_opened", opened());
        all.put("iteration_update", iteration());
        all.put("verification_result", of("verification_result").and(AnswerSchemas.verificationFields()));
        all.put("cost_applied", numbered("cost_applied").and(costApplied()));
        all.put("convergence_signal", convergence());
        all.put("correction", correction());
        all.put("stream_gap", gap());
        all.put("snapshot", snapshot());
        all.put("heartbeat", numbered("heartbeat"));
        all.put("solution", numbered("solution").and(AnswerSchemas.solution().without("warnings")));
        all.put("error", error());
        all.put("session_migrated", migrated());
        all.put("session_expiring", numbered("session_expiring").required("at", Schema.time()));
        all.put("session_closed", closed());
        return all;
    }

    private static Schema of(String type) {
        return Schema.object()
                .required("type", Schema.constant(type))
                .property("session_id", Schema.id())
                .property("seq", Schema.whole().from(1))
                .required("timestamp", Schema.time());
    }

    private static Schema numbered(String type) {
        return of(type).required("session_id", Schema.id())
                .required("seq", Schema.whole().from(1));
    }

    private static Schema opened() {
        return numbered("session_opened").and(openedFields());
    }

    /// What is said of a session that begins.
    static Schema openedFields() {
        return Schema.object()
                .required("rows", Schema.whole())
                .required("nnz", Schema.whole())
                .required("matrix_class", AnswerSchemas.matrixClass())
                .required("method", Schema.text())
                .required("preconditioner", Schema.text())
                .required("reason", Schema.text().says("why this method"))
                .required("warnings", Schema.array(Schema.text()))
                .required("node", Schema.text())
                .required("resume_token", Schema.text().says("reads this one stream, for an hour"))
                .required("estimated_memory_mb", measure());
    }

    private static Schema iteration() {
        return numbered("iteration_update")
                .required("revision", Schema.whole().says("which b and A this x answers"))
                .required("iteration", Schema.whole())
                .required("x_partial", AnswerSchemas.entriesOfX())
                .required("residual_norm", measure().says("‖b − A·x‖₂/‖b‖₂"))
                .required("residual_norm_absolute", measure())
                .required("convergence_rate", measure())
                .required("error_bound", measure())
                .required("verified", Schema.truth())
                .required("verification_score", measure())
                .required(
                        "swarm_consensus",
                        Schema.object()
                                .required("participating_nodes", Schema.whole())
                                .required("agreement_level", measure())
                                .required("tolerated_faults", Schema.whole()))
                .required("performance", StatusSchemas.performance());
    }

    /// What an update, or a batch of them, did.
    static Schema costApplied() {
        return Schema.object()
                .required("update_id", Schema.text().says("of the last one"))
                .required("revision", Schema.whole())
                .required("updates", Schema.whole())
                .required("first_revision", Schema.whole())
                .required("solved_revision", Schema.whole().says("which x the numbers are about"))
                .property("source_node", Schema.text())
                .required("x_partial", AnswerSchemas.entriesOfX())
                .required("changed_entries", Schema.whole())
                .required("method", Schema.text())
                .required("work", Schema.whole().says("matrix entries touched"))
                .required("latency_ms", measure())
                .required("residual_norm", measure())
                .required("error_bound", measure());
    }

    private static Schema convergence() {
        return numbered("convergence_signal")
                .required("revision", Schema.whole())
                .required(
                        "criteria",
                        Schema.object()
                                .required("residual_threshold", measure())
                                .required("consecutive_iterations", Schema.whole())
                                .required("swarm_agreement", measure()))
                .required(
                        "current_state",
                        Schema.object()
                                .required("residual_norm", measure())
                                .required("iterations_below_threshold", Schema.whole())
                                .required("swarm_consensus", measure()))
                .required("converged", Schema.truth());
    }

    private static Schema correction() {
        return numbered("correction")
                .required("trigger", Schema.text())
                .required("severity", measure())
                .required("action", Schema.text())
                .required("detail", Schema.text());
    }

    private static Schema gap() {
        return numbered("stream_gap")
                .required("dropped", Schema.whole().from(0))
                .required("first_seq", Schema.whole())
                .required("last_seq", Schema.whole())
                .required("reason", Schema.choice("overflow", "failover"))
                .property("revision", Schema.whole().says("of x_partial; both where lines add up to x"))
                .property("x_partial", AnswerSchemas.entriesOfX());
    }

    private static Schema snapshot() {
        return numbered("snapshot")
                .required("first_seq_kept", Schema.whole())
                .required("state", Schema.choice(SessionStates.NAMES))
                .required("revision", Schema.whole())
                .required("x_partial", AnswerSchemas.entriesOfX())
                .required("residual_norm", measure())
                .required("error_bound", measure())
                .required("verified", Schema.truth());
    }

    private static Schema error() {
        return of("error")
                .required("problem", ProblemSchemas.problem())
                .required("fatal", Schema.truth())
                .property("resume_from", RESUME_FROM);
    }

    private static Schema migrated() {
        return numbered("session_migrated")
                .required("from_node", Schema.text())
                .required("to_node", Schema.text())
                .required("gap_ms", Schema.whole());
    }

    private static Schema closed() {
        return of("session_closed")
                .required("session_id", Schema.id())
                .required(
                        "reason", Schema.choice("completed", "deleted", "expired", "drained", "failed", "max_duration"))
                .property("resume_from", RESUME_FROM);
    }

    /// The answer to one line of a request that goes on, among the lines of its session.
    public static Schema ack() {
        return Schema.object()
                .says("The answer to a later line of the request: of an update, of a command, or why it was refused.")
                .required("type", Schema.constant("ack"))
                .required("session_id", Schema.id())
                .required("timestamp", Schema.time())
                .required("accepted", Schema.truth())
                .property("update_id", Schema.id())
                .property("revision", Schema.whole())
                .property("duplicate", Schema.truth())
                .property("after_seq", Schema.whole().says("its effect is told after this line"))
                .property("warnings", Schema.array(Schema.text()))
                .property("command", SessionSchemas.commandName())
                .property("state", Schema.choice(SessionStates.NAMES))
                .property("problem", ProblemSchemas.problem());
    }
}
