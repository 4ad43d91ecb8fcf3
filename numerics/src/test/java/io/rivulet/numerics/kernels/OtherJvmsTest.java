// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// JVMs without the module, or made to use narrower vectors, compute the same bits.
class OtherJvmsTest {
    private static String expected = "";

    @BeforeAll
    static void digest() {
        expected = KernelDigest.of(new Execution(Team.serial(), Kernels.scalar()));
    }

    private static OtherJvm digests(String... flags) throws Exception {
        OtherJvm said = OtherJvm.run(KernelDigest.class, flags);
        assertThat(said.rest()).isEqualTo(List.of(expected));
        return said;
    }

    @Test
    void thisOneWithItsOwnKernels() {
        assertThat(KernelDigest.of(Execution.serial())).isEqualTo(expected);
    }

    @Test
    void oneWithoutTheModuleRunsScalarKernelsAndSaysWhy() throws Exception {
        OtherJvm said = digests();
        assertThat(said.provider()).isEqualTo("scalar");
        assertThat(said.reason()).contains("--add-modules jdk.incubator.vector");
    }

    @Test
    void oneWithVectorsOf256BitsUsesThemWhereTheProcessorGathers() throws Exception {
        for (String narrow : List.of("-XX:MaxVectorSize=32", "-XX:UseAVX=2")) {
            OtherJvm said = digests(OtherJvm.WITH_MODULE, "-XX:+IgnoreUnrecognizedVMOptions", narrow);
            assertThat(said.provider()).isEqualTo(OtherJvm.processorHas("avx2") ? "vector-256" : "scalar");
        }
    }

    @Test
    void oneWithVectorsOf512BitsUsesThem() throws Exception {
        assumeTrue(
                OtherJvm.processorHas("avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"),
                "skipped: this processor has no AVX-512");
        OtherJvm said = digests(OtherJvm.WITH_MODULE, "-XX:UseAVX=3");
        assertThat(said.provider()).isEqualTo("vector-512");
    }

    @Test
    void oneWhoseVectorsCannotGatherRunsScalarKernelsAndSaysWhy() throws Exception {
        OtherJvm said = digests(OtherJvm.WITH_MODULE, "-XX:MaxVectorSize=16");
        assertThat(said.provider()).isEqualTo("scalar");
        assertThat(said.reason()).isEqualTo("vectors of 128 bits can't gather");
    }
}
