// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CommandRequest.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads `{command, tolerance}`.
public final class CommandReader {
    private static final int LONGEST_CHOICE = 100;
    private static final String COMMANDS =
            "Supported are pause, resume, restart, verify, solution, and set_tolerance with a tolerance.";

    private @Nullable Kind kind;
    private double tolerance;
    private @Nullable UUID sessionId;

    private CommandReader() {}

    public static CommandRequest read(InputStream in) {
        var reader = new CommandReader();
        return JsonCursor.parse(() -> Json.FACTORY.createParser(in), reader::read);
    }

    private CommandRequest read(JsonCursor c) throws IOException {
        c.document(field -> {
            switch (field) {
                case "command" -> kind = kind(c);
                case "type" -> readType(c);
                case "id" -> Frame.id(c);
                case "session_id" -> sessionId = c.uuid();
                case "tolerance" -> tolerance = c.number(0, true, 1);
                default -> c.unknown();
            }
        });
        Kind given = kind;
        if (given == null) {
            throw missing("/command", "the field command is missing");
        }
        if (given != Kind.SET_TOLERANCE) {
            return new CommandRequest(given, 0, sessionId);
        }
        if (tolerance == 0) {
            throw missing("/tolerance", "set_tolerance needs a tolerance");
        }
        return new CommandRequest(given, tolerance, sessionId);
    }

    private static void readType(JsonCursor c) throws IOException {
        String type = c.text(LONGEST_CHOICE);
        if (!type.equals("command")) {
            throw c.unsupported("type \"" + type + "\"", "What has a command is of type command.");
        }
    }

    private static Kind kind(JsonCursor c) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        return switch (given) {
            case "pause" -> Kind.PAUSE;
            case "resume" -> Kind.RESUME;
            case "restart" -> Kind.RESTART;
            case "verify" -> Kind.VERIFY;
            case "solution" -> Kind.SOLUTION;
            case "set_tolerance" -> Kind.SET_TOLERANCE;
            default -> throw c.unsupported("command \"" + given + "\"", COMMANDS);
        };
    }

    private static RuntimeException missing(String pointer, String detail) {
        return Problem.of(ProblemCode.MISSING_FIELD, detail)
                .at(pointer)
                .hint(COMMANDS)
                .exception();
    }
}
