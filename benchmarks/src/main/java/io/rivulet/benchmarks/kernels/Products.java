// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.kernels;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.FloatOperator;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.kernels.Team.ChunkTask;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// y ← A·x in each form, by one thread or several. What is timed was compared bit by bit with plain compressed rows.
@State(Scope.Benchmark)
public class Products {
    @Param({"poisson2d", "poisson3d", "random"})
    public String problem = "";

    /// Rows, about: a grid has the next smaller square or cube.
    @Param({"1000000", "4000000"})
    public int rows;

    @Param({"1", "2"})
    public int threads;

    private Team team = Team.serial();
    private double[] x = {};
    private double[] y = {};
    private float[] narrowX = {};
    private float[] narrowY = {};
    private SparseOperator plain = SparseOperator.plain(Execution.serial(), empty(), 1.0);
    private SparseOperator scalar = plain;
    private SparseOperator fast = plain;
    private FloatOperator single = new FloatOperator(Execution.serial(), 0, 0, new int[1], new int[0], new float[0]);
    private final ChunkTask singleChunk = chunk -> single.multiply(chunk, narrowX, narrowY);

    private static CsrMatrix empty() {
        return CsrMatrix.adopt(0, new int[1], new int[0], new double[0]);
    }

    /// The matrix of a case; `random` has six entries a row anywhere.
    static CsrMatrix matrix(String problem, int rows) {
        int side = (int) Math.sqrt(rows);
        int edge = (int) Math.cbrt(rows);
        return switch (problem) {
            case "poisson2d" -> Gallery.generate(Gallery.parse("poisson2d,nx=" + side + ",ny=" + side));
            case "poisson3d" -> Gallery.generate(Gallery.parse("poisson3d,nx=" + edge + ",ny=" + edge + ",nz=" + edge));
            case "random" -> scattered(rows, new Random(1));
            default -> throw new IllegalArgumentException(problem);
        };
    }

    private static CsrMatrix scattered(int rows, Random random) {
        int perRow = 6;
        int[] start = new int[rows + 1];
        int[] column = new int[perRow * rows];
        for (int i = 0; i < rows; i++) {
            int[] own = random.ints(0, rows).distinct().limit(perRow).sorted().toArray();
            System.arraycopy(own, 0, column, perRow * i, perRow);
            start[i + 1] = perRow * (i + 1);
        }
        return CsrMatrix.adopt(
                rows, start, column, random.doubles(column.length, -1, 1).toArray());
    }

    /// Bytes that have to move for a product in double precision: values, columns and row pointers, x once, y.
    static double bytes(long rows, long entries) {
        return 12.0 * entries + 20.0 * rows;
    }

    /// The same in single precision.
    static double bytesSingle(long rows, long entries) {
        return 8.0 * entries + 12.0 * rows;
    }

    @Setup(Level.Trial)
    public void prepare() {
        CsrMatrix a = matrix(problem, rows);
        int n = a.rows();
        team = Teams.of(threads);
        Execution best = Execution.on(team);
        x = new Random(2).doubles(n, -1, 1).toArray();
        y = new double[n];
        plain = SparseOperator.plain(best, a, 1.0);
        scalar = SparseOperator.packed(new Execution(team, Kernels.scalar()), a, 1.0);
        fast = SparseOperator.packed(best, a, 1.0);
        scalar.prepare();
        fast.prepare();
        float[] values = new float[a.nnz()];
        narrowX = new float[n];
        narrowY = new float[n];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) a.value()[k];
        }
        for (int i = 0; i < n; i++) {
            narrowX[i] = (float) x[i];
        }
        single = new FloatOperator(best, n, n, a.rowStart(), a.column(), values);
        requireEqual(a);
    }

    private void requireEqual(CsrMatrix a) {
        double[] expected = new double[x.length];
        a.multiply(x, expected);
        for (SparseOperator each : new SparseOperator[] {plain, scalar, fast}) {
            each.multiply(x, y);
            if (!Arrays.equals(y, expected)) {
                throw new IllegalStateException("a product of " + problem + " is not that of compressed rows");
            }
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        Teams.close(team);
    }

    @Benchmark
    public double[] csr() {
        plain.multiply(x, y);
        return y;
    }

    @Benchmark
    public double[] sellScalar() {
        scalar.multiply(x, y);
        return y;
    }

    @Benchmark
    public double[] sell() {
        fast.multiply(x, y);
        return y;
    }

    @Benchmark
    public double sellDot() {
        return fast.multiplyDot(x, y);
    }

    @Benchmark
    public float[] sellFloat() {
        team.run(Chunks.of(narrowY.length), singleChunk);
        return narrowY;
    }
}
