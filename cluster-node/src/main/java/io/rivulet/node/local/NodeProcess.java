// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Rivulet node as a process of its own, on loopback, with this JVM's class path and flags or a [PreparedBuild]'s.
public final class NodeProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration READY_WITHIN = Duration.ofSeconds(120);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(35);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final int port;
    private final How how;
    private Process process;

    /// @param flags of the JVM, after those of this one
    /// @param options of `serve`, beside port and data folder
    /// @param environment what to set beside this process's own
    /// @param through a command that starts the JVM, its own options before it; none where empty
    public record How(List<String> flags, List<String> options, Map<String, String> environment, List<String> through) {
        public static final How PLAIN = new How(List.of(), List.of(), Map.of());

        public How {
            flags = List.copyOf(flags);
            options = List.copyOf(options);
            environment = Map.copyOf(environment);
            through = List.copyOf(through);
        }

        public How(List<String> flags, List<String> options, Map<String, String> environment) {
            this(flags, options, environment, List.of());
        }

        public How through(List<String> command) {
            return new How(flags, options, environment, command);
        }
    }

    private NodeProcess(Path data, int port, How how) throws IOException {
        this.data = data;
        this.port = port;
        this.how = how;
        this.process = run();
    }

    public static NodeProcess start(Path data) throws IOException, InterruptedException {
        NodeProcess node = launch(data, FreePorts.one(), How.PLAIN);
        node.awaitReady();
        return node;
    }

    /// Does not wait for the node to be ready.
    public static NodeProcess launch(Path data, int port, How how) throws IOException {
        return new NodeProcess(Files.createDirectories(data), port, how);
    }

    private Process run() throws IOException {
        List<String> command = JvmCommand.of(how);
        command.addAll(List.of("serve", "--port", Integer.toString(port), "--data", data.toString()));
        command.addAll(how.options());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(how.environment());
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /// **Errors** a node that ended, or was not ready within two minutes, throws [IOException], which names its log.
    public void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            if (process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the node ended with " + process.exitValue() + " while starting" + lastWords());
            }
            if (isReady()) {
                return;
            }
        }
        throw new IOException("the node was not ready within " + READY_WITHIN.toSeconds() + " s" + lastWords());
    }

    private String lastWords() throws IOException {
        try (Stream<String> lines = Files.lines(log())) {
            return lines.filter(line -> !line.isBlank())
                            .reduce((_, last) -> last)
                            .map(last -> ", its last words: " + last)
                            .orElse("")
                    + "; see " + log();
        }
    }

    /// Waits until so many members have told this node how they fare.
    /// **Errors** an [IOException] after two minutes.
    void awaitMembers(int count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (toldMembers() < count) {
            if (System.nanoTime() > deadline || process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the node has not heard of " + count + " members; see " + log());
            }
        }
    }

    private int toldMembers() throws IOException, InterruptedException {
        HttpRequest status = HttpRequest.newBuilder(uri("/api/v1/status"))
                .timeout(Duration.ofSeconds(10))
                .build();
        byte[] body = http.send(status, HttpResponse.BodyHandlers.ofByteArray()).body();
        int told = 0;
        for (JsonNode member : JSON.readTree(body).path("members")) {
            told += member.path("node").asText().isEmpty() ? 0 : 1;
        }
        return told;
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest ready = HttpRequest.newBuilder(uri("/ready"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public HttpClient http() {
        return http;
    }

    /// What it has said, on both of its outputs.
    public Path log() {
        return data.resolve("node.log");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /// `kill -9`: no handler runs, nothing is flushed.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// A new process on the same data and port.
    public void startAgain() throws IOException, InterruptedException {
        process = run();
        awaitReady();
    }

    /// SIGSTOP: the process stands still, as one that is swapped out or moved does; SIGCONT wakes it up.
    public void pause() throws IOException, InterruptedException {
        Signals.send(process, "STOP");
    }

    public void wake() throws IOException, InterruptedException {
        Signals.send(process, "CONT");
    }

    /// SIGTERM; does not wait.
    public void terminate() {
        process.destroy();
    }

    /// Whether it has ended, with the exit code of an orderly stop.
    public boolean hasEndedWell() {
        return !process.isAlive() && process.exitValue() == 0;
    }

    /// The exit code. **Errors** a process that runs on after the time given throws [IOException].
    public int awaitEnd(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the node did not end within " + patience.toSeconds() + " s");
        }
        return process.exitValue();
    }

    /// SIGTERM, and `kill -9` if that takes too long.
    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
