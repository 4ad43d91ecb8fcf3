// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.request.CostCall;
import io.rivulet.serialization.request.EntriesQuestion;
import io.rivulet.serialization.request.PageQuestion;
import io.rivulet.serialization.view.SessionStates;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What is sent, as the readers in [io.rivulet.serialization.request] take it.
public final class RequestSchemas {
    private static final int MOST_PROBES = 100;
    private static final List<String> STRATEGIES = List.of("random_probe", "projection", "full_residual", "consensus");

    private RequestSchemas() {}

    /// A `solve_request`.
    public static Schema solve() {
        return Schema.object()
                .required("matrix", MatrixSchemas.matrix())
                .property("vector", MatrixSchemas.vector().says("b; may be left out for a gallery matrix: all ones"))
                .property("session_id", Schema.id().says("an id of your own, so that a repeat finds the same session"))
                .property(
                        "method",
                        Schema.choice(Arrays.stream(Method.values())
                                        .filter(Method::askable)
                                        .map(Method::wireName)
                                        .toList())
                                .otherwise(SessionSettings.DEFAULTS.method().wireName())
                                .says("hybrid chooses by the matrix and says what it chose and why"))
                .property("name", Schema.text())
                .property("labels", Schema.mapOf(Schema.text()))
                .property("workflow", Schema.text().says("whose settings hold where nothing is said here"))
                .property("options", options())
                .property("flow_nexus", flowNexus());
    }

    /// A `solve_request` with `stream_options`.
    public static Schema solveStream() {
        return solve().property(
                        "stream_options",
                        Schema.object()
                                .property(
                                        "real_time",
                                        Schema.truth().otherwise(true).says("whether progress is told while it solves"))
                                .property("verification_enabled", Schema.truth().otherwise(true))
                                .property("swarm_coordination", Schema.truth().otherwise(false)));
    }

    static Schema options() {
        SessionSettings.Stopping stopping = SessionSettings.DEFAULTS.stopping();
        return Schema.object()
                .property(
                        "tolerance",
                        Schema.number()
                                .above(0)
                                .to(1)
                                .otherwise(stopping.tolerance())
                                .says("target on ‖b − A·x‖₂/‖b‖₂"))
                .property("absolute_tolerance", Schema.number().from(0).otherwise(stopping.absoluteTolerance()))
                .property(
                        "error_bound", Schema.number().above(0).says("asks instead for a certified bound on ‖x − x*‖∞"))
                .property("max_iterations", Schema.whole().from(1).otherwise(stopping.maxIterations()))
                .property("max_time_ms", Schema.whole().from(1))
                .property(
                        "preconditioner",
                        Schema.choice(Arrays.stream(PreconditionerKind.values())
                                        .map(PreconditionerKind::wireName)
                                        .toList())
                                .otherwise(SessionSettings.DEFAULTS
                                        .preconditioner()
                                        .wireName()))
                .property("initial_guess", Schema.array(Schema.number()))
                .property("swarm_enabled", Schema.truth().otherwise(false))
                .property("partitions", Schema.whole().says("over how many nodes one solve is split"))
                .property("replicas", Schema.whole().from(1).says("how many nodes race for a first x"))
                .property("verification", verification())
                .property("verification_interval", Schema.whole().from(1))
                .property("convergence", convergence())
                .property(
                        "expires_after_s",
                        Schema.either(Schema.whole().from(1), Schema.choice("never"))
                                .says("idle seconds after which the session may go"))
                .property("auto_correction", Schema.truth().otherwise(true))
                .property("live", Schema.truth().otherwise(false).says("whether it goes on following cost updates"))
                .property("stream", stream())
                .property("seed", Schema.whole().says("makes every random choice repeatable"));
    }

    private static Schema verification() {
        return Schema.object()
                .property("enabled", Schema.truth().otherwise(true))
                .property("interval", Schema.whole().from(1))
                .property("probe_count", Schema.whole().from(1).to(MOST_PROBES))
                .property("tolerance", Schema.number().above(0));
    }

    private static Schema convergence() {
        return Schema.object()
                .property("consecutive_iterations", Schema.whole().from(1))
                .property("swarm_agreement", Schema.number().from(0).to(1))
                .property("residual_threshold", Schema.number().above(0));
    }

    private static Schema stream() {
        return Schema.object()
                .property("every", Schema.whole().from(1).says("iterations between two updates"))
                .property("x", Schema.choice("none", "top_changes", "changes", "indices", "full"))
                .property("x_indices", Schema.array(Schema.whole().from(0)))
                .property("deadband", Schema.number().from(0))
                .property("buffer", Schema.whole().from(1))
                .property("on_overflow", Schema.choice(names(SessionSettings.Overflow.values())));
    }

    private static Schema flowNexus() {
        return Schema.object()
                .property("swarm_topology", Schema.choice(names(Topology.values())))
                .property("cost_aggregation", Schema.choice(names(SessionSettings.CostAggregation.values())))
                .property("cost_source", Schema.id().says("a session whose cost changes this one follows"))
                .property("verification_strategy", Schema.choice(STRATEGIES));
    }

    private static List<String> names(Enum<?>[] choices) {
        return Arrays.stream(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /// A verification: of a session's x, or of any x with its matrix and vector.
    public static Schema verify() {
        return Schema.object()
                .property("session_id", session("whose x is verified; or matrix, vector and solution"))
                .property("matrix", MatrixSchemas.matrix())
                .property("vector", MatrixSchemas.vector())
                .property("solution", MatrixSchemas.vector().says("the x to verify"))
                .property("probe_count", Schema.whole().from(1).to(MOST_PROBES).otherwise(10))
                .property("strategy", Schema.choice(STRATEGIES))
                .property("tolerance", Schema.number().above(0).says("without a session"));
    }

    /// A `cost_update`, with `wait`.
    public static Schema costUpdate() {
        return Schema.object()
                .required("session_id", session("whose b or A changes"))
                .property("delta_costs", MatrixSchemas.sparse().says("b ← b + δ"))
                .property("set_costs", MatrixSchemas.sparse().says("entries of b that get these values"))
                .property("vector", Schema.array(Schema.number()).says("all of b"))
                .property("matrix_updates", Schema.array(matrixUpdate()))
                .property("source_node", Schema.text().says("who counts its updates by sequence"))
                .property("sequence", Schema.whole().from(0))
                .property("update_id", Schema.id().says("so that a repeat is applied once"))
                .property("timestamp", Schema.either(Schema.time(), Schema.whole()))
                .property("propagation_depth", Schema.whole().from(0))
                .property(
                        "wait",
                        Schema.choice(CostCall.APPLIED)
                                .says("answers when the solution follows the change, with its residual"));
    }

    private static Schema matrixUpdate() {
        return Schema.object()
                .required("row", Schema.whole().from(0))
                .required("col", Schema.whole().from(0))
                .required("new_value", Schema.number())
                .property("old_value", Schema.number().says("given and different: nothing is applied"));
    }

    /// `{matrix}`
    public static Schema matrix() {
        return Schema.object().required("matrix", MatrixSchemas.matrix());
    }

    public static Schema entries() {
        return Schema.object()
                .required("session_id", session("whose x is asked"))
                .property("index", Schema.whole().from(0).says("one entry, from 0"))
                .property(
                        "indices",
                        Schema.array(Schema.whole().from(0))
                                .atMost(EntriesQuestion.MOST)
                                .says("or many"))
                .property("error", Schema.number().above(0).otherwise(EntriesQuestion.DEFAULT_ERROR));
    }

    public static Schema status() {
        return Schema.object().required("session_id", session("which one"));
    }

    public static Schema page() {
        return Schema.object()
                .property("limit", Schema.whole().from(1).to(PageQuestion.MOST).otherwise(PageQuestion.DEFAULT_LIMIT))
                .property("cursor", Schema.text().says("next_cursor of the page before"))
                .property("state", Schema.choice(SessionStates.NAMES))
                .property("labels", Schema.mapOf(Schema.text()).says("sessions that have all of these"));
    }

    private static Schema session(String which) {
        return Schema.id().says(which);
    }
}
