// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.problem;

/// The one failure that replies carry: a caller's mistake or a refusal, with its [Problem]. Without a stack trace,
/// because it is an answer and not a bug.
public final class RivuletException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public RivuletException(Problem problem) {
        super(problem.code().wireName() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
