// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a session's lines tell, up to the first `solution`.
/// **Thread** one. **Bounded by** [#WARNINGS].
final class SolveStory {
    static final int WARNINGS = 20;

    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY.copy());

    private final UUID session;
    private final ToolCall call;
    private final List<String> warnings = new ArrayList<>();
    private @Nullable JsonNode opened;
    private @Nullable Problem failure;
    private boolean over;
    private boolean solved;

    SolveStory(UUID session, ToolCall call) {
        this.session = session;
        this.call = call;
    }

    /// Takes the next line; true as long as more are wanted.
    boolean hear(byte[] line) {
        try (JsonParser parser = MAPPER.createParser(line)) {
            hear(typeOf(parser), parser, line);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("a line of our own can't be read", unreadable);
        }
        return !over;
    }

    /// Each line begins with its type.
    private static String typeOf(JsonParser parser) throws IOException {
        parser.nextToken();
        parser.nextToken();
        return String.valueOf(parser.nextTextValue());
    }

    private void hear(String type, JsonParser parser, byte[] line) throws IOException {
        switch (type) {
            case "session_opened" -> {
                JsonNode facts = MAPPER.readTree(line);
                opened = facts;
                facts.path("warnings").forEach(warning -> warn(warning.asText()));
                call.progress(
                        0,
                        "session " + session + ": " + facts.path("rows").asInt() + " rows, "
                                + facts.path("method").asText());
            }
            case "iteration_update" -> iteration(parser);
            case "solution" -> end(null);
            case "error" -> error(MAPPER.readTree(line));
            case "session_closed" -> closed(MAPPER.readTree(line).path("reason").asText());
            default -> {
                // The others tell nothing that an answer has.
            }
        }
    }

    /// Without the entries of x, which may be long.
    private void iteration(JsonParser parser) throws IOException {
        long iteration = 0;
        double residual = Double.NaN;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("iteration")) {
                iteration = parser.getLongValue();
            } else if (name.equals("residual_norm") && value.isNumeric()) {
                residual = parser.getDoubleValue();
            } else {
                parser.skipChildren();
            }
        }
        call.progress(iteration, "iteration " + iteration + ", relative residual " + residual);
    }

    private void error(JsonNode line) {
        JsonNode problem = line.path("problem");
        if (!line.path("fatal").asBoolean()) {
            warn(problem.path("code").asText() + ": " + problem.path("detail").asText());
            return;
        }
        end(Problem.of(
                        ProblemCode.valueOf(problem.path("code").asText().toUpperCase(Locale.ROOT)),
                        problem.path("detail").asText())
                .hint(problem.path("hint").asText(null)));
    }

    private void closed(String reason) {
        switch (reason) {
            case "completed" -> end(null);
            case "drained" ->
                end(Problem.of(ProblemCode.DRAINING, "The node is shutting down; the session goes on elsewhere.")
                        .hint("Ask session_status at another node, or when this one is back."));
            case "max_duration" ->
                end(Problem.of(ProblemCode.REQUEST_TIMEOUT, "It is still being solved.")
                        .hint("Ask session_status from time to time; the session goes on."));
            case "deleted" -> end(Problem.of(ProblemCode.SESSION_NOT_FOUND, "The session has been deleted."));
            case "expired" -> end(Problem.of(ProblemCode.SESSION_EXPIRED, "The session has expired."));
            default -> end(Problem.of(ProblemCode.SOLVER_FAILED, "The session has ended: " + reason + "."));
        }
    }

    private void end(@Nullable Problem why) {
        over = true;
        solved = why == null;
        failure = why == null ? null : why.session(session.toString());
    }

    private void warn(String text) {
        if (warnings.size() < WARNINGS) {
            warnings.add(text);
        }
    }

    /// **Errors** what the lines ended with, where that was no solution.
    void requireSolved() {
        Problem why = failure;
        if (why != null) {
            throw why.exception();
        }
        if (!solved) {
            throw Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "The session's lines broke off.")
                    .session(session.toString())
                    .hint("Ask session_status; the session goes on.")
                    .exception();
        }
    }

    /// What `session_opened` said; null where the session was there before.
    @Nullable
    JsonNode opened() {
        return opened;
    }

    List<String> warnings() {
        return warnings;
    }
}
