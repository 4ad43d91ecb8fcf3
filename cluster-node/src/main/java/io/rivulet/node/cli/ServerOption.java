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
    static final String TOKEN_FILE =
            "File with the server's token (default: the token in RIVULET_TOKEN, or the file that RIVULET_TOKEN_FILE names).";

    private static final String DEFAULT = "http://127.0.0.1:3000";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The node to ask (default: RIVULET_SERVER, else " + DEFAULT + ").")
    private @Nullable String server;

    @Option(names = "--token-file", paramLabel = "FILE", description = TOKEN_FILE)
    private @Nullable String tokenFile;

    RemoteServer open(Console console) {
        String url = server != null ? server : console.environment().getOrDefault("RIVULET_SERVER", DEFAULT);
        return new RemoteServer(url, token(console, tokenFile));
    }

    /// The token to send, or null.
    static @Nullable String token(Console console, @Nullable String tokenFile) {
        if (tokenFile != null) {
            return read(console, "--token-file", tokenFile);
        }
        String token = console.environment().get("RIVULET_TOKEN");
        String file = console.environment().get("RIVULET_TOKEN_FILE");
        if (token != null && !token.isBlank()) {
            return checked(token.strip(), "RIVULET_TOKEN");
        }
        return file == null || file.isBlank() ? null : read(console, "RIVULET_TOKEN_FILE", file);
    }

    /// What can't stand in a header would be shown by whoever refuses it.
    private static String checked(String token, String said) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw CommandFailure.badInput(said + ": holds no token, which is one word");
        }
        return token;
    }

    private static String read(Console console, String said, String file) {
        try {
            return checked(Files.readString(console.resolve(file)).strip(), said + " " + file);
        } catch (IOException unreadable) {
            throw CommandFailure.badInput(said + " " + file + ": can't be read");
        }
    }
}
