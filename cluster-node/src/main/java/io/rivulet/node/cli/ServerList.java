// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.RemoteServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that prints what a server lists: a row each, or its answer as JSON.
abstract class ServerList implements Callable<Integer> {
    /// @param heading over the column
    /// @param field of each entry; `-` is printed where it is not there
    /// @param format of the column, as `%-20s`
    record Column(String heading, String field, String format) {}

    private final Console console;
    private final String path;
    private final String list;
    private final List<Column> columns;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Option(names = "--json", description = "The server's answer as JSON.")
    private boolean json;

    /// @param path of the call
    /// @param list the field of its answer that holds the entries
    ServerList(Console console, String path, String list, List<Column> columns) {
        this.console = console;
        this.path = path;
        this.list = list;
        this.columns = columns;
    }

    @Override
    public Integer call() {
        try (RemoteServer remote = server.open(console)) {
            JsonNode all = remote.getJson(path);
            if (json) {
                console.out().println(all);
                return ExitCode.OK;
            }
            print(columns.stream().map(Column::heading).toList());
            for (JsonNode each : all.path(list)) {
                print(columns.stream()
                        .map(column -> each.path(column.field()).asText("-"))
                        .toList());
            }
        }
        return ExitCode.OK;
    }

    private void print(List<String> words) {
        List<String> cells = new ArrayList<>();
        for (int k = 0; k < words.size(); k++) {
            cells.add(String.format(Locale.ROOT, columns.get(k).format(), words.get(k)));
        }
        console.out().println(String.join(" ", cells));
    }
}
