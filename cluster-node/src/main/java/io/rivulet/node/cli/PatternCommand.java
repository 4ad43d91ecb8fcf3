// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.RemoteServer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet pattern match|search`: series, compared and sought by a server.
@Command(
        name = "pattern",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Series that a server compares and searches.")
final class PatternCommand {
    private static final String PATH = "/api/v1/patterns";

    /// A series of the greatest length, each number written out.
    private static final int MOST_BYTES = 1 << 20;

    private PatternCommand() {}

    static CommandLine with(Console console) {
        return new CommandLine(new PatternCommand())
                .addSubcommand(new Match(console))
                .addSubcommand(new Search(console));
    }

    /// A JSON array as it was given, or the numbers of a file.
    private static String series(Console console, String given) {
        String text = given.strip();
        if (!text.startsWith("[")) {
            try (var in = Files.newInputStream(console.resolve(given))) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw CommandFailure.badInput(given + ": more than " + MOST_BYTES + " bytes");
                }
                text = new String(bytes, StandardCharsets.UTF_8).strip();
            } catch (IOException unreadable) {
                throw CommandFailure.badInput(given + ": can't be read: " + unreadable.getMessage());
            }
        }
        return text.startsWith("[") ? text : numbers(given, text);
    }

    private static String numbers(String file, String text) {
        var array = new StringBuilder("[");
        for (String word : text.split("[\\s,;]+")) {
            try {
                array.append(array.length() > 1 ? "," : "").append(Double.parseDouble(word));
            } catch (NumberFormatException notANumber) {
                throw CommandFailure.badInput(file + ": '" + word + "' is no number");
            }
        }
        return array.append(']').toString();
    }

    private static JsonNode ask(RemoteServer remote, String call, String body) {
        return remote.postJson(PATH + call, RemoteServer.JSON, BodyPublishers.ofString(body));
    }

    @Command(
            name = "match",
            mixinStandardHelpOptions = true,
            description = "How far apart two series are when time may be stretched.")
    static final class Match implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "A", description = "A file of numbers, or a JSON array.")
        private String a = "";

        @Parameters(paramLabel = "B", description = "Likewise.")
        private String b = "";

        @Option(names = "--json", description = "The server's answer as JSON, with the alignment.")
        private boolean json;

        @Mixin
        private final ServerOption server = new ServerOption();

        Match(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            String body = "{\"a\":" + series(console, a) + ",\"b\":" + series(console, b) + ",\"path\":" + json + "}";
            try (RemoteServer remote = server.open(console)) {
                JsonNode answer = ask(remote, "/match", body);
                if (json) {
                    console.out().println(answer);
                } else {
                    console.out()
                            .printf(
                                    Locale.ROOT,
                                    "distance %s%nsimilarity %.6f%n",
                                    answer.path("distance").asText(),
                                    answer.path("similarity").asDouble());
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "search",
            mixinStandardHelpOptions = true,
            description = "The series most like one, of those that are stored.")
    static final class Search implements Callable<Integer> {
        private static final String ROW = "%-40s %-20s %10s %12s%n";

        private final Console console;

        @Parameters(paramLabel = "SERIES", description = "A file of numbers, or a JSON array.")
        private String values = "";

        @Option(names = "-k", paramLabel = "N", description = "How many, at most (10).")
        private int k = 10;

        @Option(names = "--json", description = "The server's answer as JSON.")
        private boolean json;

        @Mixin
        private final ServerOption server = new ServerOption();

        Search(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            try (RemoteServer remote = server.open(console)) {
                JsonNode answer =
                        ask(remote, "/search", "{\"values\":" + series(console, values) + ",\"k\":" + k + "}");
                if (json) {
                    console.out().println(answer);
                    return ExitCode.OK;
                }
                console.out().printf(Locale.ROOT, ROW, "ID", "TYPE", "SIMILARITY", "OUTCOME");
                for (JsonNode hit : answer.path("matches")) {
                    console.out()
                            .printf(
                                    Locale.ROOT,
                                    ROW,
                                    hit.path("id").asText(),
                                    hit.path("pattern_type").asText(),
                                    String.format(
                                            Locale.ROOT,
                                            "%.6f",
                                            hit.path("similarity").asDouble()),
                                    hit.path("outcome").isNull()
                                            ? ""
                                            : hit.path("outcome").asText());
                }
            }
            return ExitCode.OK;
        }
    }
}
