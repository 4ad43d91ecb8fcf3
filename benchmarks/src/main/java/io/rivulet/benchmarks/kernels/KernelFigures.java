// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.kernels;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the kernel benchmarks, refuses loops that allocate, writes JMH's own JSON and prints a table with the share of
/// the bandwidth that the triad reached in the same run. Arguments: the folder for the results, then `--quick` for a
/// first look.
public final class KernelFigures {
    /// Bytes per call above which a loop counts as allocating: far less than any vector. The profiler itself leaves
    /// some,
    /// hundreds where a call takes milliseconds.
    private static final double MOST_BYTES_PER_CALL = 4_096;

    /// How much of everything.
    enum Scale {
        /// Three processes each, as JVMs differ from start to start.
        FULL(3, 5, 8, 1_000, List.of("1000000", "4000000"), List.of("1000000", "20000000")),
        QUICK(1, 3, 4, 500, List.of("1000000"), List.of("1000000", "20000000")),
        /// Only shows that everything still runs, within this process.
        SMOKE(0, 1, 1, 10, List.of("10000"), List.of("50000"));

        private final int forks;
        private final int warmups;
        private final int measurements;
        private final int millis;
        private final List<String> matrixRows;
        private final List<String> vectorRows;

        Scale(int forks, int warmups, int measurements, int millis, List<String> matrixRows, List<String> vectorRows) {
            this.forks = forks;
            this.warmups = warmups;
            this.measurements = measurements;
            this.millis = millis;
            this.matrixRows = matrixRows;
            this.vectorRows = vectorRows;
        }
    }

    private final Scale scale;
    private final Path folder;

    KernelFigures(Scale scale, Path folder) {
        this.scale = scale;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, RunnerException {
        if (arguments.length < 1) {
            throw new IllegalArgumentException("the folder for the results is missing");
        }
        boolean quick = List.of(arguments).contains("--quick");
        new KernelFigures(quick ? Scale.QUICK : Scale.FULL, Path.of(arguments[0])).run(System.out);
    }

    void run(PrintStream out) throws IOException, RunnerException {
        Files.createDirectories(folder);
        List<RunResult> results = new ArrayList<>();
        results.addAll(measure(Streams.class, scale.vectorRows, "streams.json"));
        results.addAll(measure(Products.class, scale.matrixRows, "products.json"));
        if (scale.forks > 0) {
            requireNoAllocation(results);
        }
        String table = new KernelTable(results).text();
        Files.writeString(folder.resolve("kernels.md"), table, StandardCharsets.UTF_8);
        out.print(table);
    }

    private Collection<RunResult> measure(Class<?> benchmarks, List<String> rows, String file) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(benchmarks.getName().replace(".", "\\.") + "\\..*")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(scale.forks)
                .warmupIterations(scale.warmups)
                .warmupTime(TimeValue.milliseconds(scale.millis))
                .measurementIterations(scale.measurements)
                .measurementTime(TimeValue.milliseconds(scale.millis))
                .param("rows", rows.toArray(String[]::new))
                .jvmArgs("--add-modules=jdk.incubator.vector", "-Xms4g", "-Xmx4g", "-XX:+UseParallelGC")
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(folder.resolve(file).toString());
        return new Runner(options.build()).run();
    }

    /// Of loops that were compiled before; until then vectors are objects.
    static void requireNoAllocation(List<RunResult> results) {
        for (RunResult result : results) {
            double bytes = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                    .getStatistics()
                    .getMax();
            if (bytes > MOST_BYTES_PER_CALL) {
                throw new IllegalStateException(
                        result.getParams().getBenchmark() + " allocates " + bytes + " bytes a call");
            }
        }
    }
}
