// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.mcp.McpTool.Effect;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Call;
import io.rivulet.http.stream.Streams;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequestReader;
import io.rivulet.serialization.request.StreamCall;
import io.rivulet.serialization.schema.AnswerSchemas;
import io.rivulet.serialization.schema.RequestSchemas;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;

/// The tools that open a session and wait for its solution.
/// **Thread** any.
final class SolveTools {
    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final Streams streams;
    private final OwnSessions own;
    private final RequestLimits limits;
    private final AnswerTimeout timeout;
    private final Consumer<String> opened;

    /// @param opened is told the owner of each session that these tools open
    SolveTools(
            ActorSystem<?> system,
            Sessions sessions,
            Streams streams,
            OwnSessions own,
            RequestLimits limits,
            AnswerTimeout timeout,
            Consumer<String> opened) {
        this.system = system;
        this.sessions = sessions;
        this.streams = streams;
        this.own = own;
        this.limits = limits;
        this.timeout = timeout;
        this.opened = opened;
    }

    List<McpTool> all() {
        return List.of(
                McpTool.of(
                        "sublinear_solver_stream",
                        "Solve A·x = b and watch it",
                        "Opens a session on a sparse linear system, tells progress while it solves (send a progress "
                                + "token), and answers with what was found out about the matrix, the method chosen "
                                + "and why, and the verified solution. The session stays: update_costs changes it, "
                                + "solver_verification checks it.",
                        Effect.ADDS,
                        RequestSchemas.solveStream(),
                        AnswerSchemas.solution().and(AnswerSchemas.opened()),
                        (arguments, memory, by) -> {
                            StreamCall asked = SolveRequestReader.readStreamCall(
                                    arguments.argumentStream(), limits.within(memory));
                            return call ->
                                    solve(asked.request(), by).start(asked.realTime() ? call : call.silent(), true);
                        }),
                McpTool.of(
                        "solve",
                        "Solve A·x = b",
                        "Solves a large sparse linear system and answers with x, its residual recomputed from the "
                                + "stored problem, a bound on the error where one can be given, and whether it is "
                                + "verified. Longer than " + SolveAnswer.MOST_ENTRIES
                                + " entries, x is left on the server: read entries with estimate_entry.",
                        Effect.ADDS,
                        RequestSchemas.solve(),
                        AnswerSchemas.solution(),
                        (arguments, memory, by) -> {
                            OpenRequest asked =
                                    SolveRequestReader.read(arguments.argumentStream(), limits.within(memory));
                            return call -> solve(asked, by).start(call, false);
                        }));
    }

    private SolveWatch solve(OpenRequest request, Call by) {
        return new SolveWatch(system, sessions, streams, own, timeout, request, by, opened);
    }
}
