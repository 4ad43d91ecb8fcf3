// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.RemoteServer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet task list|submit`: tasks that agents of a server carry out.
@Command(
        name = "task",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tasks that agents carry out.")
final class TaskCommand {
    private static final String PATH = "/api/v1/tasks";

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
            try (RemoteServer remote = server.open(console)) {
                byte[] task = Files.readAllBytes(console.resolve(file));
                JsonNode taken = remote.postJson(PATH, RemoteServer.JSON, BodyPublishers.ofByteArray(task));
                console.out().println(taken.path("task_id").asText());
            } catch (IOException unreadable) {
                throw CommandFailure.badInput(file + ": can't be read: " + unreadable.getMessage());
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The last tasks, the newest first.")
    static final class ListAll implements Callable<Integer> {
        private static final String ROW = "%-38s %-20s %-12s %8s  %s%n";

        private final Console console;

        @Mixin
        private final ServerOption server = new ServerOption();

        @Option(names = "--json", description = "The server's answer as JSON.")
        private boolean json;

        ListAll(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            try (RemoteServer remote = server.open(console)) {
                JsonNode all = remote.getJson(PATH);
                if (json) {
                    console.out().println(all);
                    return ExitCode.OK;
                }
                console.out().printf(Locale.ROOT, ROW, "TASK", "KIND", "STATE", "ATTEMPT", "AGENT");
                for (JsonNode each : all.path("tasks")) {
                    console.out()
                            .printf(
                                    Locale.ROOT,
                                    ROW,
                                    each.path("task_id").asText(),
                                    each.path("kind").asText(),
                                    each.path("state").asText(),
                                    each.path("attempt").asText(),
                                    each.path("agent_id").asText("-"));
                }
            }
            return ExitCode.OK;
        }
    }
}
