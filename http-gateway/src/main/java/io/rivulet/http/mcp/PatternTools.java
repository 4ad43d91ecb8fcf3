// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.mcp.McpTool.Effect;
import io.rivulet.http.pattern.PatternCalls;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.serialization.request.PatternReader;
import io.rivulet.serialization.request.PatternRequest;
import io.rivulet.serialization.schema.PatternSchemas;
import java.time.InstantSource;
import java.util.List;

/// The tools that compare series, search them, and record what was predicted.
/// **Thread** any.
final class PatternTools {
    private final PatternCalls calls;
    private final AnswerTimeout timeout;

    PatternTools(Sessions sessions, AnswerTimeout timeout, InstantSource clock) {
        this.calls = new PatternCalls(sessions.patterns(), clock);
        this.timeout = timeout;
    }

    List<McpTool> all() {
        return List.of(
                McpTool.of(
                        "pattern_match",
                        "Compare two series",
                        "How far apart two series are when time may be stretched (dynamic time warping), how similar that is,"
                                + " and which of their values belong together. Nothing is kept.",
                        Effect.READS,
                        PatternSchemas.match(),
                        PatternSchemas.compared(),
                        (arguments, _, _) -> {
                            PatternRequest.Match asked = PatternReader.match(arguments.arguments());
                            return _ -> timeout.on(calls.match(asked));
                        }),
                McpTool.of(
                        "pattern_search",
                        "Find series like one",
                        "Of the series that you have stored those most like this one, exactly: by warping distance, or by"
                                + " the cosine of their directions.",
                        Effect.READS,
                        PatternSchemas.search(),
                        PatternSchemas.found(),
                        (arguments, _, by) -> {
                            PatternRequest.Search asked = PatternReader.search(arguments.arguments());
                            return _ -> timeout.on(calls.search(asked, by.owner()));
                        }),
                McpTool.of(
                        "record_experience",
                        "Record a prediction",
                        "Keeps a prediction and what it was made from, durably; with its outcome it is judged, and thresholds"
                                + " may move. Give experience_id, and a repeat counts once.",
                        Effect.ADDS,
                        PatternSchemas.experience(),
                        PatternSchemas.recorded(),
                        (arguments, _, by) -> {
                            PatternRequest.Record asked = PatternReader.experience(arguments.arguments());
                            return _ ->
                                    timeout.on(calls.record(asked, by.owner())).thenApply(PatternCalls.Answer::json);
                        }));
    }
}
