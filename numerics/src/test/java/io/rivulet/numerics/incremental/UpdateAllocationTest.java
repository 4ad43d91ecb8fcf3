// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A change in the steady state allocates what tells of it, and nothing for what it touches.
class UpdateAllocationTest {
    private static final int CHANGES = 60;

    /// Of the report, the outcome, the push and its parts.
    private static final long MOST_BYTES = 1_536;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({
        "20000, 1e-1, 0",
        "20000, 1e-4, 0",
        "80000, 1e-4, 0",
        // Rows with entries that the columns have not got.
        "20000, 1e-4, 60",
    })
    void isSmallAndDoesNotGrowWithWhatIsTouched(int n, double bound, int added) {
        CsrMatrix a = Gallery.generate(Gallery.parse("random_dd,n=" + n + ",nnz_per_row=6,alpha=0.7,seed=4"));
        EngineOptions options = new EngineOptions(1e-8, 0.0, bound, 10_000, 0, new XSelection.None(), 0.0, 1);
        SolverEngine engine =
                Engines.open(RandomSystems.manufactured(a), Method.HYBRID, PreconditionerKind.AUTO, options);
        Engines.rest(engine);
        Random random = new Random(n);
        for (int k = 0; k < added; k++) {
            int i = random.nextInt(n);
            engine.apply(new RevisedUpdate(engine.revision() + 1, Engines.entry(i, (i + n / 3) % n, -1e-3)));
            Engines.rest(engine);
        }
        int[] places = random.ints(CHANGES, 0, n).toArray();
        // There and back, again and again, so that the second time everything has its size.
        List<RevisedUpdate> updates = new ArrayList<>();
        for (int k = 0; k < 4 * CHANGES; k++) {
            SparseVector delta =
                    SparseVector.adopt(new int[] {places[k % CHANGES]}, new double[] {k / CHANGES % 2 == 0 ? 1 : -1});
            updates.add(new RevisedUpdate(engine.revision() + 1 + k, CostUpdate.delta(delta)));
        }
        long most = 0;
        long work = 0;
        for (int k = 0; k < updates.size(); k++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            engine.apply(updates.get(k));
            EngineReport report = engine.advance(Long.MAX_VALUE);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(report.repairs().getLast().method()).isEqualTo("push");
            if (k >= 2 * CHANGES) {
                most = Math.max(most, bytes);
                work += report.work();
            }
        }
        assertThat(work / (2 * CHANGES)).isGreaterThan(bound < 1e-3 ? 1_000 : 10);
        assertThat(most).isLessThanOrEqualTo(MOST_BYTES);
    }
}
