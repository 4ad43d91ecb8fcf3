// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.kernels;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.kernels.Team.ChunkTask;
import io.rivulet.numerics.kernels.Vectors;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The triad that the bandwidth is measured by, and the loops of the methods over vectors of the same length.
@State(Scope.Benchmark)
public class Streams {
    /// Three vectors of twenty million are half a gigabyte, more than most caches hold.
    @Param({"1000000", "20000000"})
    public int rows;

    @Param({"1", "2"})
    public int threads;

    private Team team = Team.serial();
    private Vectors vectors = new Vectors(Execution.serial(), 0);
    private double[] p = {};
    private double[] q = {};
    private double[] x = {};
    private double[] r = {};
    private final ChunkTask triadChunk = this::triadChunk;

    @Setup(Level.Trial)
    public void prepare() {
        team = Teams.of(threads);
        vectors = new Vectors(Execution.on(team), rows);
        Random random = new Random(3);
        p = random.doubles(rows, -1, 1).toArray();
        q = random.doubles(rows, -1, 1).toArray();
        x = new double[rows];
        r = random.doubles(rows, -1, 1).toArray();
        triad();
        double at = p[rows / 2] + 3.0 * q[rows / 2];
        if (Math.abs(x[rows / 2] - at) > Math.ulp(at)) {
            throw new IllegalStateException("the triad computes something else");
        }
        Arrays.fill(x, 0.0);
    }

    @TearDown(Level.Trial)
    public void close() {
        Teams.close(team);
    }

    /// Bytes an element of each loop here, as STREAM counts them: what is read and what is written, once each.
    static double bytesPerElement(String loop) {
        return switch (loop) {
            case "triad", "xpby" -> 24;
            case "productXpby" -> 32;
            case "dot", "dot2" -> 16;
            case "step" -> 48;
            case "weightedStep" -> 56;
            default -> throw new IllegalArgumentException(loop);
        };
    }

    /// x ← p + 3·q, as STREAM has it. **Source** McCalpin 1995.
    @Benchmark
    public double[] triad() {
        team.run(Chunks.of(rows), triadChunk);
        return x;
    }

    private void triadChunk(int chunk) {
        double[] a = x;
        double[] b = p;
        double[] c = q;
        int end = Chunks.to(chunk, rows);
        for (int i = Chunks.from(chunk); i < end; i++) {
            a[i] = Math.fma(3.0, c[i], b[i]);
        }
    }

    @Benchmark
    public double dot() {
        return vectors.dot(p, q);
    }

    @Benchmark
    public double dot2() {
        return vectors.dot2(p, q);
    }

    @Benchmark
    public double step() {
        return vectors.step(1e-12, p, q, x, r);
    }

    @Benchmark
    public double[] xpby() {
        vectors.xpby(p, 0.5, x);
        return x;
    }

    @Benchmark
    public double weightedStep() {
        return vectors.weightedStep(1e-12, p, q, x, r, q);
    }

    @Benchmark
    public double[] productXpby() {
        vectors.productXpby(p, q, 0.5, x);
        return x;
    }
}
