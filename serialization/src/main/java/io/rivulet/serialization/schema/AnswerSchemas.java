// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import io.rivulet.serialization.view.SessionStates;

/// What is answered, as the lines and views in [io.rivulet.serialization.line] and [io.rivulet.serialization.view]
/// write it. A number that is not finite is null.
public final class AnswerSchemas {
    private static final Schema TEXTS = Schema.array(Schema.text());

    private AnswerSchemas() {}

    /// The fields of a `solution`, of a session.
    public static Schema solution() {
        return ofSession()
                .required("revision", Schema.whole().says("how many updates this x has seen"))
                .required(
                        "x",
                        Schema.either(
                                        Schema.array(measure()),
                                        Schema.object()
                                                .required("omitted", Schema.truth())
                                                .required("href", Schema.text()))
                                .says("the solution; when long, where to read it"))
                .required("residual_norm", measure().says("‖b − A·x‖₂/‖b‖₂, recomputed from the stored A and b"))
                .required("backward_error", measure())
                .required("error_bound", measure().says("on ‖x − x*‖∞"))
                .required("error_bound_kind", Schema.choice("certified", "estimate", "none"))
                .required("certificate", Schema.text().orNull())
                .required("iterations", Schema.whole())
                .required("stop_reason", Schema.text().says("converged, or why not"))
                .required("elapsed_ms", measure())
                .required("verified", Schema.truth().says("whether the recomputed residual meets the tolerance"))
                .property("race", race());
    }

    /// Who raced for an x, and what came of it.
    private static Schema race() {
        Schema racer = Schema.object()
                .required("node", Schema.text().orNull())
                .required("method", Schema.text().orNull())
                .required("preconditioner", Schema.text().orNull())
                .required("outcome", Schema.text())
                .property("iterations", Schema.whole())
                .property("residual_norm", measure())
                .property("error_bound", measure())
                .property("digest", Schema.text().says("SHA-256 of its x"))
                .property("votes_for", Schema.whole())
                .property("reason", Schema.text());
        return Schema.object()
                .required("outcome", Schema.choice("won", "no_quorum"))
                .required("winner", Schema.text().orNull())
                .required("racers", Schema.array(racer));
    }

    /// What `session_opened` says of matrix and method; absent where the session was there before.
    public static Schema opened() {
        return ofSession()
                .property("rows", Schema.whole())
                .property("nnz", Schema.whole())
                .property("matrix_class", matrixClass())
                .property("method", Schema.text())
                .property("preconditioner", Schema.text())
                .property("reason", Schema.text().says("why this method"));
    }

    /// A `verification_result` as the answer to a call.
    public static Schema verification() {
        return Schema.object()
                .property("type", Schema.text())
                .property("session_id", Schema.id())
                .property("timestamp", Schema.time())
                .and(verificationFields());
    }

    static Schema verificationFields() {
        return Schema.object()
                .required("revision", Schema.whole())
                .required("probe_id", Schema.text())
                .required("strategy", Schema.text())
                .required("verified", Schema.truth())
                .required("residual_components", Schema.array(measure()))
                .required("max_error", measure())
                .required("mean_error", measure())
                .required("confidence", measure())
                .required("drift_detected", Schema.truth())
                .required("drift_severity", measure())
                .required("recommendation", Schema.choice("none", "adjust", "restart"))
                .required("correction_applied", Schema.either(Schema.truth(), Schema.text()))
                .required("verification_time_ms", measure())
                .required(
                        "votes",
                        Schema.object()
                                .required("for", Schema.whole())
                                .required("against", Schema.whole())
                                .required("abstained", Schema.whole())
                                .required("voters", Schema.whole())
                                .required("quorum", Schema.whole())
                                .required("tolerated_faults", Schema.whole()));
    }

    /// The acknowledgement of an update; what it did where that was waited for.
    public static Schema acknowledgement() {
        return Schema.object()
                .required("accepted", Schema.truth())
                .required("update_id", Schema.text())
                .required("revision", Schema.whole())
                .required("duplicate", Schema.truth())
                .required("seq", Schema.whole())
                .property("warnings", TEXTS)
                .property("updates", Schema.whole())
                .property("first_revision", Schema.whole())
                .property("solved_revision", Schema.whole())
                .property("source_node", Schema.text())
                .property("x_partial", entriesOfX())
                .property("changed_entries", Schema.whole())
                .property("method", Schema.text())
                .property("work", Schema.whole().says("matrix entries touched"))
                .property("latency_ms", measure())
                .property("residual_norm", measure())
                .property("error_bound", measure());
    }

    public static Schema entries() {
        return Schema.object()
                .required("entries", Schema.array(entry()))
                .required("revision", Schema.whole())
                .property("warnings", TEXTS);
    }

    static Schema entry() {
        return Schema.object()
                .required("index", Schema.whole())
                .required("value", measure())
                .required("error_bound", measure())
                .required("bound_kind", Schema.choice("certified", "statistical", "none"))
                .property("delta", Schema.number().says("probability that a statistical bound is exceeded"))
                .property("seed", Schema.whole())
                .required("work", Schema.whole())
                .required("method", Schema.text());
    }

    public static Schema analysis() {
        return Schema.object()
                .required("rows", Schema.whole())
                .required("nnz", Schema.whole())
                .required("matrix_class", matrixClass())
                .property("method", Schema.text().says("what hybrid would solve it by; absent where nothing can"))
                .property("preconditioner", Schema.text())
                .required("reason", Schema.text())
                .property("warnings", TEXTS);
    }

    static Schema matrixClass() {
        Schema dominance = Schema.choice("none", "weak", "strict");
        return Schema.object()
                .required("symmetric", Schema.truth())
                .required(
                        "diagonal_dominance",
                        Schema.object()
                                .required("row", dominance)
                                .required("column", dominance)
                                .required("ratio", measure()))
                .required("m_matrix", Schema.truth())
                .required("spd", Schema.choice("proven", "unknown", "no"));
    }

    /// The status of a session.
    public static Schema status() {
        return ofSession()
                .required("state", state())
                .required("matrix_class", matrixClass().orNull())
                .required("rows", Schema.whole())
                .required("nnz", Schema.whole())
                .required("method", Schema.text())
                .required("preconditioner", Schema.text())
                .required("revision", Schema.whole())
                .required("solved_revision", Schema.whole())
                .required("iterations", Schema.whole())
                .required("residual_norm", measure())
                .required("error_bound", measure())
                .required("verified", Schema.truth())
                .required("residuals", Schema.array(measure()).says("relative, thinned out over the session's life"))
                .required("verification", StatusSchemas.verification())
                .property("workflow", Schema.text().orNull())
                .required("costs_applied", Schema.whole())
                .required(
                        "changes",
                        Schema.object()
                                .required("significant", Schema.whole())
                                .required("insignificant", Schema.whole()))
                .required("swarm_members", Schema.whole())
                .required("distrusted_reporters", TEXTS)
                .required("node", Schema.text())
                .required("incarnation", Schema.whole())
                .required("created_at", Schema.time())
                .required("last_activity", Schema.time())
                .required("last_seq", Schema.whole())
                .required("followers", Schema.whole())
                .required("performance", StatusSchemas.performance())
                .property("partitions", StatusSchemas.partitions());
    }

    public static Schema sessions() {
        return Schema.object()
                .required("sessions", Schema.array(row()))
                .required("next_cursor", Schema.text().orNull().says("for the next page; null: this was the last"))
                .property("warnings", TEXTS);
    }

    static Schema state() {
        return Schema.choice(SessionStates.NAMES);
    }

    static Schema row() {
        return Schema.object()
                .required("session_id", Schema.id())
                .required("name", Schema.text().orNull())
                .required("labels", Schema.mapOf(Schema.text()))
                .required("state", state())
                .required("rows", Schema.whole())
                .required("method", Schema.text())
                .required("revision", Schema.whole())
                .required("residual_norm", measure())
                .required("node", Schema.text())
                .required("created_at", Schema.time())
                .required("last_activity", Schema.time());
    }

    /// `{indices, values}` of an x.
    static Schema entriesOfX() {
        return Schema.object()
                .required("indices", Schema.array(Schema.whole()))
                .required("values", Schema.array(measure()));
    }

    private static Schema ofSession() {
        return Schema.object().required("session_id", Schema.id()).property("warnings", TEXTS);
    }

    /// A number, null where it is not finite.
    static Schema measure() {
        return Schema.number().orNull();
    }
}
