// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// The verbs that the launcher carries out before there is a class to run; here for `--help`.
final class LauncherVerbs {
    private static final String REASON = "the launcher ./rivulet does this; call it from the project's folder";

    private LauncherVerbs() {}

    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = "Compiles everything and prepares fast starts (done by itself when sources are newer).")
    static final class Build implements Callable<Integer> {
        @Override
        public Integer call() {
            throw CommandFailure.badInput(REASON);
        }
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = {
                "Runs every check: compiler lints, formats, licence headers, tests, coverage, architecture, secrets.",
                "More arguments go to Maven: ./rivulet test -pl numerics -Dtest=GmresTest"
            })
    static final class Test implements Callable<Integer> {
        @Override
        public Integer call() {
            throw CommandFailure.badInput(REASON);
        }
    }
}
