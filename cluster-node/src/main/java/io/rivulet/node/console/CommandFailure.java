// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.console;

import io.rivulet.serialization.problem.Problem;
import org.jspecify.annotations.Nullable;

/// Ends a command with an exit code and one clear message on stderr.
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandFailure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    public static CommandFailure badInput(String message) {
        return new CommandFailure(ExitCode.BAD_INPUT, message);
    }

    /// `where` is the file or server that the problem is about, or null.
    public static CommandFailure of(Problem problem, int exitCode, @Nullable String where) {
        return new CommandFailure(exitCode, (where == null ? "" : where + ": ") + words(problem));
    }

    /// The problem for people: detail, place, code and what to do.
    public static String words(Problem problem) {
        StringBuilder text = new StringBuilder(problem.detail());
        if (problem.line() != null && !problem.detail().contains("line " + problem.line())) {
            text.append(" (line ").append(problem.line()).append(')');
        }
        text.append(" [").append(problem.code().wireName());
        if (problem.pointer() != null && !problem.pointer().isEmpty()) {
            text.append(" at ").append(problem.pointer());
        }
        text.append(']');
        if (problem.hint() != null) {
            text.append("\n  hint: ").append(problem.hint());
        }
        return text.toString();
    }

    public int exitCode() {
        return exitCode;
    }
}
