// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.numerics.kernels.OtherJvm;
import io.rivulet.numerics.kernels.Team;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Solves, changes, bounds and counted work are the same to the last bit in JVMs without vectors, and with those of
/// any width.
class OtherEnginesTest {
    private static List<String> expected = List.of();

    @BeforeAll
    static void here() {
        Execution scalar = new Execution(Team.serial(), Kernels.scalar());
        expected = Arrays.stream(EngineScenario.Case.values())
                .flatMap(each -> each.run(scalar).stream())
                .toList();
    }

    private static String provider(String... flags) throws Exception {
        OtherJvm said = OtherJvm.run(EngineScenario.class, flags);
        assertThat(said.rest()).isEqualTo(expected);
        return said.provider();
    }

    @Test
    void oneWithoutTheModule() throws Exception {
        assertThat(provider()).isEqualTo("scalar");
    }

    @Test
    void oneWithVectorsOf256Bits() throws Exception {
        assertThat(provider(OtherJvm.WITH_MODULE, "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"))
                .isEqualTo(OtherJvm.processorHas("avx2") ? "vector-256" : "scalar");
    }

    @Test
    void oneAsItIsStartedByOurselves() throws Exception {
        String provider = provider(OtherJvm.WITH_MODULE);
        if (OtherJvm.processorHas("avx2")) {
            assertThat(provider).isIn("vector-256", "vector-512");
        }
    }
}
