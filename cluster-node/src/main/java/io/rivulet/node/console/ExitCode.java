// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.console;

import io.rivulet.serialization.problem.Problem;

/// What a command tells its caller.
public final class ExitCode {
    public static final int OK = 0;
    /// The solve ended without a verified answer, or was interrupted.
    public static final int NOT_CONVERGED = 1;
    /// Bad usage or bad input.
    public static final int BAD_INPUT = 2;
    /// The server can't be reached, or failed.
    public static final int UNREACHABLE = 3;
    /// The server refused: 401, 403, 409, 429, 503.
    public static final int REFUSED = 4;

    private ExitCode() {}

    /// For a problem that a server answered with.
    public static int ofStatus(int status) {
        return switch (status) {
            case 401, 403, 409, 429, 503 -> REFUSED;
            default -> status >= 500 ? UNREACHABLE : BAD_INPUT;
        };
    }

    /// For a problem found in this process.
    public static int of(Problem problem) {
        return problem.code().status() < 500 ? BAD_INPUT : NOT_CONVERGED;
    }
}
