// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OuterIterateTest {
    @Test
    void zeroHasTheResidualAndTheBoundThatItsRowsGive() {
        CsrMatrix a = Gallery.generate(Gallery.parse("random_dd,n=5000,nnz_per_row=5,alpha=0.9,seed=3"));
        int n = a.rows();
        Random random = new Random(5);
        double[] b = new double[n];
        Arrays.setAll(b, i -> i % 7 == 0 ? -0.0 : Math.scalb(random.nextGaussian(), random.nextInt(2000) - 1060));
        double[] x = new double[n];
        Arrays.setAll(x, i -> random.nextBoolean() ? 0.0 : -0.0);
        double[] w = new double[n];
        Arrays.setAll(w, i -> 0.5 + random.nextDouble());
        double[] u = new double[n];
        Arrays.fill(u, 1.0);
        Certificate certificate = new Certificate(u, w, Certificate.COMPARISON);
        OuterIterate outer = new OuterIterate(
                Team.serial(), new MutableSystem(new LinearSystem(a, DenseVector.copyOf(b)), false), x);
        outer.certify(certificate);
        outer.flush(Long.MAX_VALUE, new RowSet(n));

        CompensatedRow row = new CompensatedRow();
        double largest = 0.0;
        for (int i = 0; i < n; i++) {
            double r = row.residual(a.column(), a.value(), a.rowStart()[i], a.rowStart()[i + 1], b[i], x);
            assertThat(Double.doubleToRawLongBits(outer.r()[i])).isEqualTo(Double.doubleToRawLongBits(r));
            largest = Math.max(largest, certificate.scaled(i, row.above(r)));
        }
        assertThat(outer.largestScaled()).isEqualTo(largest);
    }
}
