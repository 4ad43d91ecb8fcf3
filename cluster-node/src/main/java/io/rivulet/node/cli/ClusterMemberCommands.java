// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.RemoteServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet cluster status|leave|drain`: what an operator asks a running node.
final class ClusterMemberCommands {
    private ClusterMemberCommands() {}

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "The cluster's members as a node sees them: state, shards, sessions, load.")
    static final class Status implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final ServerOption server = new ServerOption();

        @Option(names = "--json", description = "The node's whole status as JSON.")
        private boolean json;

        Status(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            try (RemoteServer remote = server.open(console)) {
                JsonNode status = remote.getJson("/api/v1/status");
                if (json) {
                    console.out().println(status);
                } else {
                    table(status);
                }
            }
            return ExitCode.OK;
        }

        private void table(JsonNode status) {
            String row = "%-16s %-24s %-12s %7s %9s %5s %5s  %s%n";
            console.out()
                    .printf(
                            Locale.ROOT,
                            row,
                            "NODE",
                            "ADDRESS",
                            "STATE",
                            "SHARDS",
                            "SESSIONS",
                            "CPU",
                            "HEAP",
                            "VERSION");
            for (JsonNode member : status.path("members")) {
                String address = member.path("address").asText();
                console.out()
                        .printf(
                                Locale.ROOT,
                                row,
                                member.path("node").asText(),
                                address.substring(address.indexOf('@') + 1),
                                member.path("state").asText(),
                                member.path("shards").asText(),
                                member.path("sessions").asText(),
                                percent(member.path("cpu")),
                                percent(member.path("heap")),
                                member.path("version").asText());
            }
            console.out()
                    .println("as seen by " + status.path("node").asText() + " · transport "
                            + status.path("transport").asText() + " · database "
                            + status.path("database").asText());
        }

        private static String percent(JsonNode part) {
            return part.isNumber() ? Math.round(100 * part.asDouble()) + "%" : "-";
        }
    }

    /// Asks for something that goes on after the answer.
    private abstract static class Asking implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final ServerOption server = new ServerOption();

        Asking(Console console) {
            this.console = console;
        }

        abstract String path();

        @Override
        public Integer call() {
            try (RemoteServer remote = server.open(console)) {
                JsonNode answer = remote.postJson(path(), RemoteServer.JSON, BodyPublishers.noBody());
                console.out()
                        .println(answer.path("node").asText() + " at "
                                + answer.path("address").asText()
                                + " was asked; `rivulet cluster status` tells how far it is");
            }
            return ExitCode.OK;
        }
    }

    private abstract static class AskingOfMember extends Asking {
        @Parameters(paramLabel = "MEMBER", description = "Its name or address, as `cluster status` tells them.")
        private String member = "";

        private final String verb;

        AskingOfMember(Console console, String verb) {
            super(console);
            this.verb = verb;
        }

        @Override
        String path() {
            return "/api/v1/cluster/members/" + RemoteServer.segment(member) + "/" + verb;
        }
    }

    @Command(
            name = "leave",
            mixinStandardHelpOptions = true,
            description = "Asks a member to leave: its streams end, its sessions go to the others, its process ends.")
    static final class Leave extends AskingOfMember {
        Leave(Console console) {
            super(console, "leave");
        }
    }

    @Command(
            name = "down",
            mixinStandardHelpOptions = true,
            description = {
                "Removes a member that has fallen silent, without waiting until the cluster does.",
                "If it still runs, it ends itself."
            })
    static final class Down extends AskingOfMember {
        Down(Console console) {
            super(console, "down");
        }
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = "Asks the node of --server to leave, as SIGTERM does.")
    static final class Drain extends Asking {
        Drain(Console console) {
            super(console);
        }

        @Override
        String path() {
            return "/api/v1/cluster/drain";
        }
    }
}
