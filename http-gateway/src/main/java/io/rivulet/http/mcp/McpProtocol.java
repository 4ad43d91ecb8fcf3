// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.ProtocolVersions;
import io.rivulet.http.route.Problems;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the protocol fixes: its versions, and how its misuse is told.
final class McpProtocol {
    /// From the oldest on.
    static final List<String> VERSIONS = List.of(
            ProtocolVersions.MCP_2024_11_05,
            ProtocolVersions.MCP_2025_03_26,
            ProtocolVersions.MCP_2025_06_18,
            ProtocolVersions.MCP_2025_11_25);

    private McpProtocol() {}

    /// The version to speak with a client that would like `asked`.
    static String version(@Nullable String asked) {
        return asked != null && VERSIONS.contains(asked) ? asked : VERSIONS.getLast();
    }

    static McpError invalidParams(String message) {
        return McpError.builder(ErrorCodes.INVALID_PARAMS).message(message).build();
    }

    static McpError invalidRequest(String message) {
        return McpError.builder(ErrorCodes.INVALID_REQUEST).message(message).build();
    }

    /// What is no message.
    static McpError unreadable(Problem problem) {
        return error(
                problem.code() == ProblemCode.MALFORMED_JSON || problem.code() == ProblemCode.MALFORMED_BODY
                        ? ErrorCodes.PARSE_ERROR
                        : ErrorCodes.INVALID_REQUEST,
                problem);
    }

    /// A problem outside of a tool.
    static McpError error(Problem problem) {
        return error(code(problem.code()), problem);
    }

    private static McpError error(int code, Problem problem) {
        return McpError.builder(code)
                .message(problem.detail())
                .data(McpJson.encoded(new String(Problems.json(problem), StandardCharsets.UTF_8)))
                .build();
    }

    private static int code(ProblemCode code) {
        return switch (code) {
            case SESSION_NOT_FOUND, SESSION_EXPIRED -> ErrorCodes.RESOURCE_NOT_FOUND;
            default -> code.status() < 500 ? ErrorCodes.INVALID_PARAMS : ErrorCodes.INTERNAL_ERROR;
        };
    }
}
