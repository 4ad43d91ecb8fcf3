// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PatternFiguresTest {
    @Test
    void everythingIsMeasured() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PatternFigures figures = new PatternFigures(new PrintStream(told, true, StandardCharsets.UTF_8));
        figures.distances(1, 40);
        figures.searches(300, 6);
        figures.cosines(300, 6);
        figures.correlations(8, 6);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("distance of two series of 1,000", "the band is ")
                .containsAnyOf("JavaScript p50", "no Node here")
                .contains("nearest of 300 series of 128", "distances computed p50")
                .contains("ten nearest of 300 vectors of 32")
                .contains("all pairs of 8 series of 250");
    }
}
