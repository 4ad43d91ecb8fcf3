// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.console.Version;
import io.rivulet.node.log.LogOutput;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rivulet serve`.
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a node until SIGTERM or Ctrl-C; then streams end with a line, and the exit code is 0.",
            "Sessions survive in the data folder, also a kill -9."
        })
final class ServeCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--port", paramLabel = "PORT", description = "Port for clients (default: 3000; 0: a free one).")
    private @Nullable Integer port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of what has to survive (default: ./rivulet-data).")
    private @Nullable Path data;

    @Option(
            names = "--seed",
            paramLabel = "HOST:PORT",
            arity = "1..*",
            description =
                    "Nodes of the cluster to join, by their cluster ports; the first one founds it where none answers.")
    private List<String> seeds = new ArrayList<>();

    @Option(
            names = "--cluster-port",
            paramLabel = "PORT",
            description = "Port for other nodes (default: a free one; with --seed one has to be given).")
    private @Nullable Integer clusterPort;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings (HOCON); see docs/reference/settings.md.")
    private @Nullable Path config;

    @Option(names = "-D", paramLabel = "rivulet.KEY=VALUE", mapFallbackValue = "", description = "One setting.")
    private Map<String, String> defines = new HashMap<>();

    @Option(
            names = "--check-config",
            description =
                    "Reads settings and the files that they name, prints each setting with who said so, and ends.")
    private boolean checkConfig;

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> options = new HashMap<>();
        if (port != null) {
            options.put("http.port", port.toString());
        }
        if (data != null) {
            options.put("store.data", console.folder().resolve(data).toString());
        }
        if (!seeds.isEmpty()) {
            options.put("cluster.seed-nodes", String.join(",", seeds));
        }
        if (clusterPort != null) {
            options.put("cluster.port", clusterPort.toString());
        }
        SettingsLoader.Loaded loaded = new SettingsLoader(console.environment())
                .load(config == null ? null : console.folder().resolve(config), defines, options);
        loaded.notices().forEach(notice -> console.err().println("rivulet: warning: " + notice));
        if (checkConfig) {
            RunningNode.requireUsable(loaded.settings());
            loaded.effective()
                    .forEach(each ->
                            console.out().println(each.key() + "=" + each.value() + "  (" + each.source() + ")"));
            return ExitCode.OK;
        }
        @Nullable LogOutput output = RunningNode.ownProcess(loaded);
        try (RunningNode node = RunningNode.start(loaded, output);
                var _ = new SignalStop(console, node::stop)) {
            console.out()
                    .println("rivulet " + Version.current() + " ready at " + node.url() + " · node " + node.name()
                            + " · " + node.storage() + " · " + node.callers() + " · " + node.agents());
            console.out().flush();
            return node.awaitEnd();
        }
    }
}
