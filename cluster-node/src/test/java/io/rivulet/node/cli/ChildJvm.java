// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The program in a process of its own, with this JVM's class path and coverage agent.
final class ChildJvm implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final BufferedReader out;
    private final Path err;

    private ChildJvm(Process process, Path err) {
        this.process = process;
        this.out = process.inputReader(UTF_8);
        this.err = err;
    }

    static ChildJvm start(Path folder, Map<String, String> environment, String... words) throws IOException {
        return start(_ -> true, folder, environment, words);
    }

    /// As above, but with scalar loops alone.
    static ChildJvm startWithoutVectors(Path folder, String... words) throws IOException {
        return start(flag -> !flag.contains("jdk.incubator.vector"), folder, Map.of(), words);
    }

    private static ChildJvm start(
            Predicate<String> wanted, Path folder, Map<String, String> environment, String... words)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                // Not the agent that counts coverage: killed while it writes, it spoils the file that all share.
                .filter(flag -> flag.startsWith("--"))
                .filter(wanted)
                .forEach(command::add);
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.rivulet.node.Main"));
        command.addAll(List.of(words));
        Path err = Files.createTempFile(folder, "child", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start(), err);
    }

    /// Reads stdout up to the first line that contains `text`.
    String awaitLine(String text) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    for (String line = next(); line != null; line = next()) {
                        if (line.contains(text)) {
                            return line;
                        }
                    }
                    throw new AssertionError("it ended without '" + text + "' and said: " + said());
                })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// Writes a line to stdin.
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /// Stdin is at its end.
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    private String next() {
        try {
            return out.readLine();
        } catch (IOException closed) {
            return null;
        }
    }

    String said() {
        try {
            return Files.readString(err);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    long pid() {
        return process.pid();
    }

    /// SIGTERM; by the handle, which leaves the streams open.
    void terminate() {
        process.toHandle().destroy();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("it ended; it said: %s", said())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
