// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PortraitTest {
    /// Rows dominated, exactly weakly, not, and alone.
    private static CsrMatrix four() {
        return CsrMatrix.adopt(
                4, new int[] {0, 2, 4, 6, 7}, new int[] {0, 1, 0, 1, 0, 2, 3}, new double[] {3, -2, -1, 1, 4, -1, 5});
    }

    private static int rowsFrom(Portrait portrait, double edge) {
        return portrait.dominance().stream()
                .filter(band -> band.from() == edge)
                .mapToInt(Portrait.Band::rows)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rowsStandInTheBandOfTheirRatio() {
        Portrait portrait = Portrait.of(four(), 64);
        assertThat(rowsFrom(portrait, 1.5)).isEqualTo(1);
        assertThat(rowsFrom(portrait, 1)).isEqualTo(1);
        assertThat(rowsFrom(portrait, 0.25)).isEqualTo(1);
        assertThat(rowsFrom(portrait, 10)).isEqualTo(1);
        assertThat(portrait.dominance().stream().mapToInt(Portrait.Band::rows).sum())
                .isEqualTo(4);
    }

    @Test
    void aSmallMatrixIsShownEntryByEntry() {
        Portrait portrait = Portrait.of(four(), 64);
        assertThat(portrait.side()).isEqualTo(4);
        assertThat(portrait.cells()).containsExactly(1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1);
        assertThat(portrait.bandwidth()).isEqualTo(2);
        assertThat(portrait.shortestRow()).isEqualTo(1);
        assertThat(portrait.longestRow()).isEqualTo(2);
    }

    @Test
    void eachEntryOfALargeOneIsCountedInItsCell() {
        Portrait portrait = Portrait.of(four(), 2);
        assertThat(portrait.cells()).containsExactly(4, 0, 1, 2);
        assertThat(Arrays.stream(Portrait.of(four(), 3).cells()).sum()).isEqualTo(7);
    }
}
