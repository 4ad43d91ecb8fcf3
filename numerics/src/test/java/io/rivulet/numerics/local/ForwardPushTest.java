// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForwardPushTest {
    @Test
    void isWithinItsBoundInEveryEntryAlsoThoseItNeverReached() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = LocalSystems.CERTIFIED[seed % LocalSystems.CERTIFIED.length];
            CsrMatrix a = RandomSystems.of(kind, 1 + random.nextInt(14), random).a();
            int n = a.rows();
            int[] indices = random.ints(1 + random.nextInt(3), 0, n).toArray();
            double[] values = random.doubles(indices.length, -1, 1).toArray();
            double[] b = new double[n];
            for (int k = 0; k < indices.length; k++) {
                b[indices[k]] += values[k];
            }
            Comparison certificate = LocalSystems.certificate(a);
            double eta = Iterate.cold(Rows.of(a), certificate, b).eta();
            double theta = Math.max(Double.MIN_NORMAL, eta * Math.pow(10, -random.nextInt(10)));
            ForwardPush pushed = ForwardPush.of(
                    Rows.of(a.transpose()),
                    certificate,
                    SparseVector.adopt(indices, values),
                    theta,
                    random.nextInt(4) == 0 ? 50 : 3_000_000);
            double[] x = new double[n];
            for (int k = 0; k < pushed.x().indices().length; k++) {
                x[pushed.x().indices()[k]] = pushed.x().values()[k];
            }
            List<BigDecimal> exact = RandomSystems.exact(new LinearSystem(a, DenseVector.adopt(b)));
            for (int i = 0; i < n; i++) {
                assertThat(LocalSystems.error(x[i], exact.get(i)))
                        .as("%s seed %d row %d", kind, seed, i)
                        .isLessThanOrEqualTo(pushed.theta() * certificate.u(i) * (1 + 1e-15));
            }
            assertThat(pushed.reached()).isEqualTo(pushed.theta() <= theta);
        }
    }

    @Test
    void ofAColumnDominantMatrixCostsNoMoreThanItsTheorem() {
        for (double beta : new double[] {0.5, 0.9}) {
            for (int n : new int[] {1_000, 10_000}) {
                // Symmetric: dominant in its columns as it is in its rows.
                CsrMatrix rows = Gallery.generate(new GalleryRecipe.GridPlusLeak(n / 100, 100, 4 / beta - 4));
                Comparison ones = Comparison.ones(Rows.of(rows));
                double theta = 1e-4;
                ForwardPush pushed = ForwardPush.of(
                        Rows.of(rows),
                        ones,
                        SparseVector.adopt(new int[] {n / 2}, new double[] {1}),
                        theta,
                        Long.MAX_VALUE);
                assertThat(pushed.reached()).isTrue();
                double w = ones.w(n / 2);
                // A push of a row with |r_i| above the threshold lowers ‖r‖₁ by (1 − β) of that. The last threshold is
                // 0.9·θ·w, the one before may be nearly as low, and those before that rise by 1/FALL each.
                double pushes = (1 + 1 / (1 - DualPush.FALL)) / ((1 - beta) * 0.9 * theta * w);
                // Five entries and one, and once more for the residual at the end.
                assertThat((double) pushed.work()).isLessThanOrEqualTo(2 * 6 * pushes);
            }
        }
    }

    @Test
    void reachesTheSameRowsHoweverLargeTheGridIs() {
        long[] work = new long[3];
        for (int k = 0; k < 3; k++) {
            int side = 100 * (int) Math.pow(3, k);
            CsrMatrix a = Gallery.generate(new GalleryRecipe.GridPlusLeak(side, side, 1.0));
            ForwardPush pushed = ForwardPush.of(
                    Rows.of(a),
                    Comparison.ones(Rows.of(a)),
                    SparseVector.adopt(new int[] {side * side / 2 + side / 2}, new double[] {1}),
                    1e-6,
                    Long.MAX_VALUE);
            assertThat(pushed.reached()).isTrue();
            work[k] = pushed.work();
        }
        assertThat(work[1]).isEqualTo(work[0]);
        assertThat(work[2]).isEqualTo(work[0]);
    }

    @Test
    void ofNothingIsNothing() {
        CsrMatrix a = RandomSystems.grid(4, 1.0);
        ForwardPush pushed = ForwardPush.of(Rows.of(a), Comparison.ones(Rows.of(a)), SparseVector.EMPTY, 1e-6, 1_000);
        assertThat(pushed.x().indices()).isEmpty();
        assertThat(pushed.theta()).isZero();
        assertThat(pushed.reached()).isTrue();
    }
}
