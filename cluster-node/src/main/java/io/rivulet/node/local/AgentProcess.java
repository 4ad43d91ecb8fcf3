// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An agent as a process of its own, on loopback, with this JVM's class path and flags or a [PreparedBuild]'s.
public final class AgentProcess implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(40);

    private final String name;
    private final Path log;
    private final Process process;

    private AgentProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /// Does not wait for it to be welcome.
    ///
    /// @param certificates what was issued for it; its log is written there
    /// @param coordinators HOST:PORT, with commas between them
    /// @param how its options are those of `agent`, beside coordinators and certificates
    public static AgentProcess launch(String name, Path certificates, String coordinators, How how) throws IOException {
        List<String> command = JvmCommand.of(how);
        command.addAll(List.of("agent", "--coordinator", coordinators, "--cert", certificates.toString()));
        command.addAll(how.options());
        Path log = certificates.resolve("agent.log");
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(how.environment());
        return new AgentProcess(
                name,
                log,
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// What it has said, on both of its outputs.
    public String said() throws IOException {
        return Files.readString(log);
    }

    /// `kill -9`: no handler runs, nothing is said.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGSTOP: the process stands still; SIGCONT wakes it up.
    public void pause() throws IOException, InterruptedException {
        Signals.send(process, "STOP");
    }

    public void wake() throws IOException, InterruptedException {
        Signals.send(process, "CONT");
    }

    /// SIGTERM, upon which it finishes what it has begun, and `kill -9` if that takes too long.
    @Override
    public void close() {
        process.destroy();
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
