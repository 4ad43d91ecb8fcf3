// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.cost.CostCalls;
import io.rivulet.http.limit.EntryBudget;
import io.rivulet.http.mcp.McpTool.Effect;
import io.rivulet.http.mcp.McpTool.Work;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.session.SessionRoutes;
import io.rivulet.http.session.VerifyCalls;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.request.CostCall;
import io.rivulet.serialization.request.CostRequestReader;
import io.rivulet.serialization.request.EntriesQuestion;
import io.rivulet.serialization.request.MatrixRequest;
import io.rivulet.serialization.request.PageQuestion;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.StatusQuestion;
import io.rivulet.serialization.request.VerifyRequest;
import io.rivulet.serialization.request.VerifyRequestReader;
import io.rivulet.serialization.schema.AnswerSchemas;
import io.rivulet.serialization.schema.RequestSchemas;
import io.rivulet.serialization.view.ViewJson;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The tools that ask about sessions and change them, and those that need none.
/// **Thread** any.
final class SessionTools {
    private final Sessions sessions;
    private final EntryBudget entries;
    private final RequestLimits limits;
    private final AnswerTimeout timeout;
    private final CostCalls costs;
    private final VerifyCalls verifications;

    SessionTools(
            Sessions sessions, EntryBudget entries, RequestLimits limits, AnswerTimeout timeout, InstantSource clock) {
        this.entries = entries;
        this.sessions = sessions;
        this.limits = limits;
        this.timeout = timeout;
        this.costs = new CostCalls(sessions, timeout);
        this.verifications = new VerifyCalls(sessions, timeout, clock);
    }

    List<McpTool> all() {
        return List.of(
                McpTool.of(
                        "solver_verification",
                        "Verify a solution",
                        "Checks a session's present x, or any x that you send with its matrix and vector, by random "
                                + "probes or in full. The checks are drawn by the server and computed from the stored "
                                + "problem, not from what the solver says.",
                        Effect.READS,
                        RequestSchemas.verify(),
                        AnswerSchemas.verification(),
                        (arguments, memory, by) -> {
                            VerifyRequest asked =
                                    VerifyRequestReader.read(arguments.argumentStream(), limits.within(memory));
                            return _ -> verifications.carryOut(asked, by.owner());
                        }),
                McpTool.of(
                        "estimate_entry",
                        "Estimate entries of x",
                        "One or some entries of a session's x, each with a bound on its error, by a local method "
                                + "that does not run the whole solve.",
                        Effect.READS,
                        RequestSchemas.entries(),
                        AnswerSchemas.entries(),
                        (arguments, _, by) -> estimate(EntriesQuestion.read(arguments.arguments()), by.owner())),
                McpTool.of(
                        "analyze_matrix",
                        "Analyze a matrix",
                        "What kind of matrix this is (symmetric, diagonally dominant, M-matrix, positive definite) "
                                + "and by which method it would be solved, and why. Opens no session.",
                        Effect.READS,
                        RequestSchemas.matrix(),
                        AnswerSchemas.analysis(),
                        (arguments, memory, by) -> {
                            MatrixRequest asked = MatrixRequest.read(arguments.argumentStream(), limits.within(memory));
                            return _ -> warned(
                                    timeout.on(sessions.analyze(asked, by.owner()))
                                            .thenApply(ViewJson::analysis),
                                    asked.warnings());
                        }),
                McpTool.of(
                        "update_costs",
                        "Change b or A",
                        "Changes a session's right-hand side or matrix, durably and as a whole; the solution is "
                                + "repaired where it changes. With wait: applied, the answer tells the residual "
                                + "after that. Give update_id, or source_node and sequence, and a repeat is applied once.",
                        Effect.CHANGES,
                        RequestSchemas.costUpdate(),
                        AnswerSchemas.acknowledgement(),
                        (arguments, _, by) -> {
                            CostCall asked = CostRequestReader.readCall(arguments.arguments());
                            Problem busy = entries.shareOf(by.owner()).take(asked.message());
                            if (busy != null) {
                                throw busy.exception();
                            }
                            return _ -> costs.carryOut(asked.message(), by.owner(), asked.waits());
                        }),
                McpTool.of(
                        "session_status",
                        "Status of a session",
                        "State, method, residuals, verification and figures of one session.",
                        Effect.READS,
                        RequestSchemas.status(),
                        AnswerSchemas.status(),
                        (arguments, _, by) -> {
                            StatusQuestion asked = StatusQuestion.read(arguments.arguments());
                            return _ -> warned(
                                    sessions.reads()
                                            .status(asked.session(), by.owner())
                                            .thenApply(ViewJson::status),
                                    asked.warnings());
                        }),
                McpTool.of(
                        "list_sessions",
                        "List sessions",
                        "Your sessions, newest first, a page at a time.",
                        Effect.READS,
                        RequestSchemas.page(),
                        AnswerSchemas.sessions(),
                        (arguments, _, by) -> list(PageQuestion.read(arguments.arguments()), by.owner())));
    }

    private Work estimate(EntriesQuestion asked, String owner) {
        return _ -> warned(
                timeout.on(sessions.reads().entries(asked.session(), owner, asked.indices(), asked.error()))
                        .thenApply(found -> ViewJson.entries(
                                found.entries().stream()
                                        .map(SessionRoutes::view)
                                        .toList(),
                                found.revision())),
                asked.warnings());
    }

    private Work list(PageQuestion asked, String owner) {
        return _ -> warned(
                sessions.list(owner, asked.limit(), asked.cursor(), asked.state(), asked.labels())
                        .thenApply(page -> ViewJson.list(page.rows(), page.next())),
                asked.warnings());
    }

    /// The object, with what the sender should know of its own.
    private static CompletionStage<byte[]> warned(CompletionStage<byte[]> object, List<String> warnings) {
        return warnings.isEmpty()
                ? object
                : object.thenApply(json -> Json.extended(json, out -> Json.texts(out, "warnings", warnings)));
    }
}
