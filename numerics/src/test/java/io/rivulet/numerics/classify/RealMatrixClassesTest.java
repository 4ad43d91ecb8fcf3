// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.RealMatrices;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealMatrixClassesTest {
    /// Size, ‖b‖₂ and smallest dominance ratio as scipy has them; definiteness of A and −A by its eigenvalues.
    @ParameterizedTest
    @CsvSource({
        "1138_bus.mtx, 1138, 88520.528620065, 0.9999994325700623, NONE, PROVEN, NO",
        "add32.mtx, 4960, 1.0895830616253808, 0.9999999999999698, NONE, NO, NO",
        "arc130.mtx, 130, 102033.73626887555, 9.220019751587313e-07, NONE, NO, NO",
        "bcspwr10.mtx, 5299, 196.88790684510613, 1, WEAK, PROVEN, NO",
        "bcsstk09.mtx, 1083, 610505909.2649347, 0.3368983957223138, NONE, PROVEN, NO",
        "bcsstm10.mtx, 1086, -1, 0.023684854185237365, NONE, NO, NO",
        "cal_road_laplacian.mtx, 21047, -1, 1, WEAK, PROVEN, NO",
        "cryg2500.mtx, 2500, -1, 0.01009081735620588, NONE, NO, NO",
        "memplus.mtx.gz, 17758, -1, 0.9855586226469046, NONE, NO, NO",
        "nos7.mtx, 729, -1, 0.9999999999999998, WEAK, PROVEN, NO",
        "resolve_asymmetric01.mtx, 1024, -1, 1.0726530608458582, STRICT, NO, NO",
        "resolve_spd01.mtx, 1024, -1, 3.049451307231813, STRICT, PROVEN, NO",
        "sherman1.mtx, 1000, -1, 0.9994210050329083, NONE, NO, PROVEN",
        "west0067.mtx, 67, -1, 0, NONE, NO, NO",
    })
    void realMatricesAreWhatTheReferenceSays(
            String name,
            int rows,
            double norm,
            double ratio,
            Dominance dominance,
            Definiteness plus,
            Definiteness minus)
            throws IOException {
        CsrMatrix a = RealMatrices.readOperator(name);
        Classification c = Classifier.classify(a);
        assertThat(a.rows()).isEqualTo(rows);
        assertThat(c.dominanceRatio()).isCloseTo(ratio, within(1e-14 * Math.max(1.0, ratio)));
        assertThat(c.rowDominance()).isEqualTo(dominance);
        assertThat(c.definiteness()).isEqualTo(plus);
        assertThat(c.negatedDefiniteness()).isEqualTo(minus);
        assertThat(c.structurallySingular()).isFalse();
        assertThat(c.singularComponents()).isZero();
        LinearSystem system = RealMatrices.system(a);
        assertThat(Consistency.check(system, c)).isEqualTo(new Consistency.Consistent(java.util.List.of()));
        if (norm > 0) {
            double square = 0.0;
            for (double v : system.b().values()) {
                square += v * v;
            }
            assertThat(Math.sqrt(square)).isCloseTo(norm, within(1e-12 * norm));
        }
    }

    @org.junit.jupiter.api.Test
    void theRoadGraphIsOneSingularComponentBeforeItIsGrounded() throws IOException {
        CsrMatrix a = RealMatrices.read("cal_road_laplacian.mtx");
        Classification c = Classifier.classify(a);
        assertThat(c.singularComponents()).isPositive();
        assertThat(Consistency.check(RealMatrices.system(a), c))
                .isInstanceOfSatisfying(
                        Consistency.Consistent.class,
                        consistent -> assertThat(consistent.warnings()).isNotEmpty());
    }

    @org.junit.jupiter.api.Test
    void theIndefiniteStiffnessMatrixIsShownToBeIndefinite() throws IOException {
        assertThat(Classifier.classify(RealMatrices.read("bcsstm10.mtx")).indefinite())
                .isTrue();
    }
}
