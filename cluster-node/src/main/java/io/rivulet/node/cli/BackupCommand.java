// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.RemoteServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `rivulet backup`.
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes the embedded database of a running node, as of one moment, to a zip file. Unpacked into an empty data",
            "folder it is that node's. A PostgreSQL has its own tools."
        })
final class BackupCommand implements Callable<Integer> {
    private static final Duration ANSWER_WITHIN = Duration.ofHours(1);

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The zip file; its owner alone may read it.")
    private Path file = Path.of("");

    @Mixin
    private final ServerOption server = new ServerOption();

    BackupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path target = console.folder().resolve(file);
        try (RemoteServer remote = server.open(console)) {
            PrivateFile.write(target, remote.get("/api/v1/backup", "application/zip", ANSWER_WITHIN));
            console.out().println(target + " has what " + remote.base() + " held");
            return ExitCode.OK;
        }
    }
}
