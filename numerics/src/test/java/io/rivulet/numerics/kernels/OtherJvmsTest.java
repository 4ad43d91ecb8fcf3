// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// JVMs without the module, or made to use narrower vectors, compute the same bits.
class OtherJvmsTest {
    private static final String WITH_MODULE = "--add-modules=jdk.incubator.vector";
    private static String expected = "";

    @BeforeAll
    static void digest() {
        expected = KernelDigest.of(new Execution(Team.serial(), Kernels.scalar()));
    }

    private record Said(String provider, String reason, String digest) {}

    private static Said java(String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-Xmx300m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KernelDigest.class.getName()));
        Process child =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        List<String> lines = child.inputReader(UTF_8).lines().toList();
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).as("%s", lines).isZero();
        String[] words = lines.getLast().split("\\|");
        return new Said(words[0], words[1], words[2]);
    }

    @Test
    void thisOneWithItsOwnKernels() {
        assertThat(KernelDigest.of(Execution.serial())).isEqualTo(expected);
    }

    @Test
    void oneWithoutTheModuleRunsScalarKernelsAndSaysWhy() throws Exception {
        Said said = java();
        assertThat(said.provider()).isEqualTo("scalar");
        assertThat(said.reason()).contains("--add-modules jdk.incubator.vector");
        assertThat(said.digest()).isEqualTo(expected);
    }

    @Test
    void oneWithVectorsOf256BitsGivesTheSameBits() throws Exception {
        Said said = java(WITH_MODULE, "-XX:MaxVectorSize=32");
        assertThat(said.provider()).isIn("vector-256", "scalar");
        assertThat(said.digest()).isEqualTo(expected);
    }

    @Test
    void oneWhoseVectorsCannotGatherRunsScalarKernelsAndSaysWhy() throws Exception {
        Said said = java(WITH_MODULE, "-XX:MaxVectorSize=16");
        assertThat(said.provider()).isEqualTo("scalar");
        assertThat(said.reason()).isEqualTo("vectors of 128 bits can't gather");
        assertThat(said.digest()).isEqualTo(expected);
    }
}
