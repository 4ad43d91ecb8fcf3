// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rivulet.numerics.kernels.Awkward.Pattern;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What runs in every iteration allocates nothing, once it is compiled: before that a vector is an object.
class AllocationTest {
    private static final int MOST_CALLS = 100_000;
    private static final int IN_A_ROW = 20;
    private static final int ROWS = 9_001;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private void comesToAllocateNothing(String what, Runnable call) {
        int without = 0;
        for (int k = 0; k < MOST_CALLS && without < IN_A_ROW; k++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            call.run();
            without = threads.getCurrentThreadAllocatedBytes() == before ? without + 1 : 0;
        }
        assertThat(without)
                .as("calls in a row of %s without an allocation", what)
                .isEqualTo(IN_A_ROW);
    }

    @ParameterizedTest
    @MethodSource("io.rivulet.numerics.kernels.KernelProviders#all")
    void productsAndLoopsAllocateNothing(Kernels kernels) {
        ThreadTeam team =
                ThreadTeam.start(2, work -> Thread.ofPlatform().daemon(true).unstarted(work), () -> false);
        try (team) {
            for (Team each : new Team[] {Team.serial(), team}) {
                products(new Execution(each, kernels));
                loops(new Execution(each, kernels));
            }
        }
    }

    private void products(Execution execution) {
        Random random = new Random(1);
        for (Pattern pattern : new Pattern[] {Pattern.EVEN, Pattern.RAGGED, Pattern.CROSS}) {
            CsrMatrix a = Awkward.matrix(pattern, ROWS, random);
            double[] x = random.doubles(ROWS, -1, 1).toArray();
            double[] b = random.doubles(ROWS, -1, 1).toArray();
            double[] y = new double[ROWS];
            double[] size = new double[ROWS];
            SparseOperator packed = SparseOperator.packed(execution, a, 1.0, 0);
            packed.prepare();
            for (SparseOperator operator : new SparseOperator[] {packed, SparseOperator.plain(execution, a, 1.0)}) {
                comesToAllocateNothing("multiply", () -> operator.multiply(x, y));
                comesToAllocateNothing("multiplyDot", () -> operator.multiplyDot(x, y));
                comesToAllocateNothing("residual", () -> operator.residual(b, x, y));
                comesToAllocateNothing("residual2", () -> operator.residual2(0, b, x, y, size));
            }
            FloatOperator floats = new FloatOperator(
                    execution, ROWS, ROWS, a.rowStart(), a.column(), Awkward.floats(a.nnz(), random), 0);
            float[] narrow = Awkward.floats(ROWS, random);
            float[] product = new float[ROWS];
            comesToAllocateNothing("floats", () -> floats.multiply(0, narrow, product));
        }
    }

    private void loops(Execution execution) {
        Random random = new Random(2);
        Vectors vectors = new Vectors(execution, ROWS);
        double[] x = random.doubles(ROWS, -1, 1).toArray();
        double[] y = random.doubles(ROWS, -1, 1).toArray();
        double[] p = random.doubles(ROWS, -1, 1).toArray();
        double[] q = random.doubles(ROWS, -1, 1).toArray();
        comesToAllocateNothing("dot", () -> vectors.dot(x, y));
        comesToAllocateNothing("dot2", () -> vectors.dot2(x, y));
        comesToAllocateNothing("norm2", () -> vectors.norm2(x));
        comesToAllocateNothing("axpy", () -> vectors.axpy(1e-9, p, x));
        comesToAllocateNothing("xpby", () -> vectors.xpby(p, 0.5, q));
        comesToAllocateNothing("step", () -> vectors.step(1e-9, p, q, x, y));
    }
}
