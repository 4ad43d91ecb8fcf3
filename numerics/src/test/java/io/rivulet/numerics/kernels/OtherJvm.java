// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another JVM with the class path of this one, made to use other kernels.
///
/// @param lines of stdout; the first one says the provider and why, with a bar between
public record OtherJvm(List<String> lines) {
    /// Without it a JVM has scalar loops alone.
    public static final String WITH_MODULE = "--add-modules=jdk.incubator.vector";

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    /// Runs `main` to its end.
    public static OtherJvm run(Class<?> main, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-Xmx500m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Process child =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        List<String> lines = child.inputReader(UTF_8).lines().toList();
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as("%s", lines).isZero();
        return new OtherJvm(lines);
    }

    public String provider() {
        return lines.getFirst().split("\\|")[0];
    }

    public String reason() {
        return lines.getFirst().split("\\|")[1];
    }

    /// All but the first line.
    public List<String> rest() {
        return lines.subList(1, lines.size());
    }

    /// Whether this processor has all of these, by the kernel's names; not where nobody says so.
    public static boolean processorHas(String... features) throws IOException {
        return Files.exists(PROCESSOR)
                && Files.readAllLines(PROCESSOR).stream()
                        .filter(line -> line.startsWith("flags"))
                        .anyMatch(line -> new HashSet<>(List.of(line.split("\\s+"))).containsAll(List.of(features)));
    }
}
