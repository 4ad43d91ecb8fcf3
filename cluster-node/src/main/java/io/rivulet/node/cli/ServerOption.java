// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.solve.RemoteServer;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server a command talks to, and with which token.
final class ServerOption {
    private static final String DEFAULT = "http://127.0.0.1:3000";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The node to ask (default: RIVULET_SERVER, else " + DEFAULT + ").")
    private @Nullable String server;

    @Option(names = "--token-file", paramLabel = "FILE", description = "The server's token (default: RIVULET_TOKEN).")
    private @Nullable String tokenFile;

    RemoteServer open(Console console) {
        String url = server != null ? server : console.environment().getOrDefault("RIVULET_SERVER", DEFAULT);
        return new RemoteServer(url, token(console, tokenFile));
    }

    /// The token to send, or null.
    static @Nullable String token(Console console, @Nullable String tokenFile) {
        if (tokenFile == null) {
            return console.environment().get("RIVULET_TOKEN");
        }
        try {
            return Files.readString(console.resolve(tokenFile)).strip();
        } catch (IOException unreadable) {
            throw CommandFailure.badInput("--token-file " + tokenFile + ": can't be read");
        }
    }
}
