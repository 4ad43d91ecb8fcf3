// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.MatrixMarketException.Kind;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeFilesTest {
    private static Planned plan(CsrMatrix a) {
        LinearSystem system = RealMatrices.system(a);
        return Planner.plan(system, Classifier.classify(a), Method.HYBRID, PreconditionerKind.AUTO);
    }

    @ParameterizedTest
    @CsvSource({
        "empty_0x0.mtx, EMPTY, 2",
        "gd99_cc.mtx, UNSUPPORTED, 1",
        "huge_header.mtx, TOO_LARGE, 2",
        "inf_value.mtx, NON_FINITE, 5",
        "lp_afiro.mtx, NOT_SQUARE, -1",
        "missing_field.mtx, BAD_BANNER, 1",
        "nan_value.mtx, NON_FINITE, 5",
        "no_banner.mtx, NO_BANNER, 1",
        "out_of_range.mtx, INDEX_OUT_OF_RANGE, 5",
        "too_few_entries.mtx, TRUNCATED, -1",
        "too_many_entries.mtx, TRAILING_DATA, 5",
        "zero_based.mtx, INDEX_OUT_OF_RANGE, 3",
    })
    void brokenFilesAreRefusedWithTheirLine(String name, Kind kind, int line) {
        RealMatrices.data();
        MatrixMarketException refusal =
                catchThrowableOfType(MatrixMarketException.class, () -> RealMatrices.read("edge/" + name));
        assertThat(refusal).returns(kind, MatrixMarketException::kind);
        assertThat(line < 0 ? line : refusal.line()).isEqualTo(line);
    }

    @Test
    void oddButSoundFilesLoad() throws IOException {
        assertThat(RealMatrices.read("edge/array_dense.mtx").value()).containsExactly(4.0, -1.0, -1.0, 4.0);
        assertThat(RealMatrices.read("edge/arrow100_integer.mtx").nnz()).isEqualTo(298);
        assertThat(RealMatrices.read("edge/crlf_case_blank.mtx").value()).containsExactly(4.0, 4.0);
        assertThat(RealMatrices.read("edge/duplicates.mtx").get(1, 1)).isEqualTo(5.0);
        assertThat(RealMatrices.read("edge/upper_in_symmetric.mtx").get(1, 0)).isEqualTo(-1.0);
    }

    @Test
    void anEmptyRowIsNamedBeforeAnythingIsSolved() throws IOException {
        assertThat(plan(RealMatrices.read("edge/singular_zero_row.mtx")))
                .isInstanceOfSatisfying(Planned.Structural.class, s -> {
                    assertThat(s.row()).isEqualTo(2);
                    assertThat(s.why()).contains("row 2").contains("diagonal is zero");
                });
    }

    @Test
    void aSkewMatrixOfOddSizeIsStructurallySingular() throws IOException {
        assertThat(plan(RealMatrices.read("edge/skew.mtx")))
                .isInstanceOfSatisfying(
                        Planned.Structural.class, s -> assertThat(s.why()).contains("2 of 3"));
    }
}
