// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// `websocat -n URL` for machines that have none, which is most: a line of stdin becomes a frame, a frame becomes a
/// line of
/// stdout, and the socket stays open until the server ends it or somebody ends the process. On the JDK's WebSocket.
final class WebsocatStandIn {
    private WebsocatStandIn() {}

    /// Puts a `websocat` into a folder, which a caller has on its path.
    static void install(Path folder) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path program = Files.writeString(
                folder.resolve("websocat"),
                "#!/bin/sh\nexec '%s' -cp '%s' %s \"$@\"\n"
                        .formatted(java, System.getProperty("java.class.path"), WebsocatStandIn.class.getName()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    public static void main(String[] args) throws Exception {
        CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(args[args.length - 1]), new Printer(closed))
                    .join();
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                socket.sendText(line, true).join();
            }
            closed.join();
        }
    }

    private record Printer(CompletableFuture<@Nullable Void> closed) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            System.out.print(last ? part + "\n" : part);
            System.out.flush();
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable problem) {
            closed.completeExceptionally(problem);
        }
    }
}
