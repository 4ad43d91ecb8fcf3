// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a program of another language to its end, which has to be a good one.
final class Program {
    static final Path ROOT =
            Path.of(System.getProperty("rivulet.root", "..")).toAbsolutePath().normalize();
    private static final long WITHIN_SECONDS = 180;

    private Program() {}

    /// A test that needs `program` does not run where there is none, and says so.
    static void require(String program) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                () -> "skipped: there is no " + program + " on the PATH");
    }

    /// What it said.
    static String run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path said = Files.createTempFile("said", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.redirectOutput(said.toFile()).start();
        try {
            boolean ended = process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(said);
            assertThat(ended)
                    .as("%s ended; it said: %s", List.of(command), text)
                    .isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        } finally {
            process.destroyForcibly();
            Files.delete(said);
        }
    }
}
