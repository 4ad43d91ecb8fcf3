// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class PushOrSolveTest {
    @Test
    void bothEndsOfTheRangeAreMeasuredAndDrawn() throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        List<PushOrSolve.Cell> cells =
                new PushOrSolve(nowhere, 2_500).measure(new double[] {0.5, 0.003}, PushOrSolve.ACCURACIES);
        assertThat(PushOrSolve.csv(cells).lines()).hasSize(13);
        PushOrSolve.Cell easy = cells.getFirst();
        assertThat(easy.finished()).isTrue();
        assertThat(easy.push().entries()).isLessThan(easy.solve().entries());
        PushOrSolve.Cell hard = cells.getLast();
        assertThat(hard.push().entries()).isGreaterThan(hard.solve().entries());
        String svg = PushOrSolveChart.of(cells, 2_500);
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("circle")
                        .getLength())
                .isEqualTo(24);
    }
}
