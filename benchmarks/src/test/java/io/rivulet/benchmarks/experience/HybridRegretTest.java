// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.experience;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HybridRegretTest {
    @Test
    void bothKindsOfSystemsAreReported() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new HybridRegret(new PrintStream(told, true, StandardCharsets.UTF_8)).run(10, 3, 1);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("10 lessons, seed 1", "| seen classes: 10 |", "| unseen classes: 3 |")
                .contains("| poisson_3d: 1 |", "| biharmonic: 1 |");
    }
}
