// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.Console;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// A command from outside that fails as it is told.
public final class FailingProvider implements CommandProvider {
    @Override
    public Object command(Console console) {
        return new Failing();
    }

    @Command(name = "fail", hidden = true)
    static final class Failing implements Callable<Integer> {
        @Parameters
        private String how;

        @Override
        public Integer call() {
            throw switch (how) {
                case "bug" -> new IllegalStateException("nobody thought of this");
                case "input" ->
                    Problem.of(ProblemCode.INVALID_MATRIX, "the third row is no row")
                            .at("/matrix")
                            .hint("mend it")
                            .exception();
                default ->
                    Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the disk is gone")
                            .exception();
            };
        }
    }
}
