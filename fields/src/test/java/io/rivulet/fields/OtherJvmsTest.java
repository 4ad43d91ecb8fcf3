// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Runs have the same bits in a JVM without vectors, and in one whose vectors are half as wide.
class OtherJvmsTest {
    private static final String WITH_MODULE = "--add-modules=jdk.incubator.vector";

    private static List<String> lines(String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-Xmx500m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RunDigest.class.getName()));
        Process child =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        List<String> lines = child.inputReader(UTF_8).lines().toList();
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
        return lines;
    }

    @Test
    void withoutVectors() throws Exception {
        List<String> scalar = lines();
        assertThat(scalar.getFirst()).isEqualTo("scalar");
        assertThat(scalar.subList(1, scalar.size()))
                .isEqualTo(RunDigest.lines())
                .hasSize(6);
    }

    @Test
    void withNarrowerVectors() throws Exception {
        List<String> narrow = lines(WITH_MODULE, "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2");
        assertThat(narrow.getFirst()).isIn("vector-256", "scalar");
        assertThat(narrow.subList(1, narrow.size())).isEqualTo(RunDigest.lines());
    }
}
