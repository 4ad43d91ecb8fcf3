// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.patterns.Goldens;
import io.rivulet.patterns.Walks;
import io.rivulet.patterns.lcs.Tolerance;
import io.rivulet.patterns.series.SeriesException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CorrelationMatrixTest {
    @Test
    void entriesAreThoseComputedElsewhere() {
        for (JsonNode golden : Goldens.of("correlationMatrix")) {
            List<double[]> series = new ArrayList<>();
            golden.get("strategies").forEach(s -> series.add(Goldens.doubles(s)));
            CorrelationMatrix matrix =
                    CorrelationMatrix.of(series, Tolerance.of(golden.get("eps").doubleValue()));
            for (int i = 0; i < matrix.size(); i++) {
                for (int j = 0; j < matrix.size(); j++) {
                    assertThat(matrix.at(i, j))
                            .isCloseTo(golden.get("matrix").get(i).get(j).doubleValue(), within(1e-15));
                }
            }
        }
    }

    @Test
    void threadsChangeNoEntryAndTheMatrixIsSymmetric() {
        Walks random = new Walks(31);
        List<double[]> series = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            series.add(random.walk(20 + random.below(100)));
        }
        CorrelationMatrix alone = CorrelationMatrix.of(series, Tolerance.of(0.1));
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            CorrelationMatrix together =
                    CorrelationMatrix.of(series, Tolerance.of(0.1), pool).join();
            for (int i = 0; i < alone.size(); i++) {
                assertThat(alone.at(i, i)).isEqualTo(1);
                for (int j = 0; j < alone.size(); j++) {
                    assertThat(together.at(i, j)).isEqualTo(alone.at(i, j));
                    assertThat(alone.at(i, j)).isEqualTo(alone.at(j, i)).isBetween(0.0, 1.0);
                }
            }
        }
    }

    @Test
    void anEmptySeriesIsRefused() {
        assertThatThrownBy(() -> CorrelationMatrix.of(List.of(new double[] {1}, new double[0]), Tolerance.of(0)))
                .isInstanceOf(SeriesException.class);
        List<double[]> many = Collections.nCopies(CorrelationMatrix.MOST_SERIES + 1, new double[] {1});
        assertThatThrownBy(() -> CorrelationMatrix.of(many, Tolerance.of(0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
