// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

/// The server refused what was asked.
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.status() + " " + problem.code()
                + problem.pointer().map(at -> " at " + at).orElse("") + ": " + problem.detail()
                + problem.hint().map(hint -> " " + hint).orElse(""));
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
