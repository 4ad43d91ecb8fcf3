// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.mcp.StdioBridge;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import io.rivulet.node.solve.RemoteServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rivulet mcp`.
@Command(
        name = "mcp",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves the Model Context Protocol on stdin and stdout, until its input ends: with the tools of a running "
                    + "node, or of one of its own."
        })
final class McpCommand implements Callable<Integer> {
    private static final Duration LIFE_SIGN = Duration.ofSeconds(10);

    private final Console console;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The node whose tools are served (default: RIVULET_SERVER, else a node of its own).")
    private @Nullable String server;

    @Option(names = "--token-file", paramLabel = "FILE", description = ServerOption.TOKEN_FILE)
    private @Nullable String tokenFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the node of its own (default: a temporary one, gone at the end).")
    private @Nullable Path data;

    McpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        String url = server != null ? server : console.environment().get("RIVULET_SERVER");
        if (url != null && data != null) {
            throw CommandFailure.badInput("--data is the folder of a node of its own, but the tools of " + url
                    + " are asked for (" + (server != null ? "--server" : "RIVULET_SERVER") + "): leave one out");
        }
        return url == null ? serveOwn() : serve(url);
    }

    private int serve(String url) throws IOException {
        String token = ServerOption.token(console, tokenFile);
        try (RemoteServer remote = new RemoteServer(url, token)) {
            // Better known now than at the first call.
            remote.get("/alive", "*/*", LIFE_SIGN).close();
            var bridge = new StdioBridge(console.out(), remote.base(), token);
            try (var _ = new SignalStop(console, () -> {
                bridge.close();
                return ExitCode.OK;
            })) {
                bridge.run(System.in);
            }
        }
        return ExitCode.OK;
    }

    private int serveOwn() throws IOException {
        // Whatever anything in this process prints by habit is no protocol.
        System.setOut(console.err());
        Path given = data;
        if (given != null) {
            return serveOwn(console.folder().resolve(given), () -> {});
        }
        try (TemporaryFolder folder = TemporaryFolder.make("rivulet-mcp-")) {
            return serveOwn(folder.path(), folder::close);
        }
    }

    /// A node for this client alone: what the environment says of other nodes is not for it.
    ///
    /// @param last run when it has ended by a signal
    private int serveOwn(Path folder, Runnable last) throws IOException {
        Map<String, String> options = Map.of("http.port", "0", "store.data", folder.toString());
        try (RunningNode node = RunningNode.start(new SettingsLoader(Map.of()).load(null, Map.of(), options));
                var _ = new SignalStop(console, () -> {
                    int code = node.stop();
                    last.run();
                    return code;
                })) {
            new StdioBridge(console.out(), URI.create(node.url()), null).run(System.in);
            return node.stop();
        }
    }
}
