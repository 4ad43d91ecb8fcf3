// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.RemoteServer;
import io.rivulet.serialization.workflow.WorkflowReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `rivulet workflow apply|get|list|delete`: SolverWorkflow documents of a server.
@Command(
        name = "workflow",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Defaults for sessions, kept by a server under a name.")
final class WorkflowCommand {
    private static final String YAML = "application/yaml";
    private static final String PATH = "/api/v1/workflows";

    private WorkflowCommand() {}

    static CommandLine with(Console console) {
        return new CommandLine(new WorkflowCommand())
                .addSubcommand(new Apply(console))
                .addSubcommand(new Get(console))
                .addSubcommand(new ListAll(console))
                .addSubcommand(new Delete(console));
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Applies a SolverWorkflow document; one of the same name is replaced.")
    static final class Apply implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The document, YAML or JSON.")
        private String file = "";

        @Mixin
        private final ServerOption server = new ServerOption();

        Apply(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            byte[] text = BodyFile.read(console, file, WorkflowReader.MAX_BYTES);
            String type = file.toLowerCase(Locale.ROOT).endsWith(".json") ? RemoteServer.JSON : YAML;
            try (RemoteServer remote = server.open(console)) {
                JsonNode applied = remote.postJson(PATH, type, BodyPublishers.ofByteArray(text));
                console.out().println("applied " + applied.path("name").asText());
                for (JsonNode warning : applied.path("warnings")) {
                    console.err().println("warning: " + warning.asText());
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "get",
            mixinStandardHelpOptions = true,
            description = "A workflow as JSON: document, warnings, what it asks for beside what there is.")
    static final class Get extends OfOne {
        Get(Console console) {
            super(console);
        }

        @Override
        void ask(RemoteServer remote, Console console) {
            console.out().println(remote.getJson(path()).toPrettyString());
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = {
                "Deletes a workflow, if it is there.",
                "Sessions opened under it keep what they have from it."
            })
    static final class Delete extends OfOne {
        Delete(Console console) {
            super(console);
        }

        @Override
        void ask(RemoteServer remote, Console console) {
            remote.delete(path());
            console.out().println("deleted " + name());
        }
    }

    private abstract static class OfOne implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "NAME", description = "The document's metadata.name.")
        private String name = "";

        @Mixin
        private final ServerOption server = new ServerOption();

        OfOne(Console console) {
            this.console = console;
        }

        String name() {
            return name;
        }

        String path() {
            return PATH + "/" + RemoteServer.segment(name);
        }

        abstract void ask(RemoteServer remote, Console console);

        @Override
        public Integer call() {
            try (RemoteServer remote = server.open(console)) {
                ask(remote, console);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The workflows that have been applied.")
    static final class ListAll extends ServerList {
        ListAll(Console console) {
            super(
                    console,
                    PATH,
                    "workflows",
                    List.of(
                            new Column("NAME", "name", "%-40s"),
                            new Column("APPLIED", "applied_at", "%-26s"),
                            new Column("AGENTS", "agents", "%6s"),
                            new Column("WARNINGS", "warnings", "%8s")));
        }
    }
}
