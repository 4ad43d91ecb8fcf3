// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.RemoteServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `rivulet task list|submit`: tasks that agents of a server carry out.
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tasks that agents carry out.")
final class TaskCommand {
    private static final String PATH = "/api/v1/tasks";
    /// More is no task: the server says so.
    private static final int MOST_BYTES = 1 << 20;

    private TaskCommand() {}

    static CommandLine with(Console console) {
        return new CommandLine(new TaskCommand())
                .addSubcommand(new Submit(console))
                .addSubcommand(new ListAll(console));
    }

    @Command(
            name = "submit",
            mixinStandardHelpOptions = true,
            description = "Sends a task, JSON as POST /api/v1/tasks takes it, and prints its id.")
    static final class Submit implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The task.")
        private String file = "";

        @Mixin
        private final ServerOption server = new ServerOption();

        Submit(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            byte[] task = BodyFile.read(console, file, MOST_BYTES);
            try (RemoteServer remote = server.open(console)) {
                JsonNode taken = remote.postJson(PATH, RemoteServer.JSON, BodyPublishers.ofByteArray(task));
                console.out().println(taken.path("task_id").asText());
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The last tasks, the newest first.")
    static final class ListAll extends ServerList {
        ListAll(Console console) {
            super(
                    console,
                    PATH,
                    "tasks",
                    List.of(
                            new Column("TASK", "task_id", "%-38s"),
                            new Column("KIND", "kind", "%-20s"),
                            new Column("STATE", "state", "%-12s"),
                            new Column("ATTEMPT", "attempt", "%8s"),
                            new Column("AGENT", "agent_id", " %s")));
        }
    }
}
