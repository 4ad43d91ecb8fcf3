// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.kernels;

import io.rivulet.numerics.kernels.Detected;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/// Results as a table: the median of all iterations, the best one, and what share of the triad's bandwidth the median
/// is by the byte model. A matrix that a cache holds may have more than 100 %.
final class KernelTable {
    private final List<RunResult> results;
    private final Map<String, long[]> sizes = new HashMap<>();

    KernelTable(List<RunResult> results) {
        this.results = results;
    }

    String text() {
        Detected detected = Kernels.detect();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "JVM %s, %d processors, kernels %s (%s)%n%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                detected.kernels().provider(),
                detected.reason()));
        text.append("| loop | case | threads | median ms | ± 99.9 % | best ms | GB/s | of triad |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (RunResult result : results) {
            text.append(row(result));
        }
        return text.toString();
    }

    private String row(RunResult result) {
        BenchmarkParams params = result.getParams();
        double micros = result.getPrimaryResult().getStatistics().getPercentile(50);
        double rate = bytes(params) / micros * 1e-3;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.3f | %.3f | %.3f | %.1f | %.0f %% |%n",
                loop(params),
                problem(params) + " n = " + params.getParam("rows"),
                params.getParam("threads"),
                micros * 1e-3,
                result.getPrimaryResult().getScoreError() * 1e-3,
                result.getPrimaryResult().getStatistics().getMin() * 1e-3,
                rate,
                100 * rate / triad(params.getParam("threads")));
    }

    private static String loop(BenchmarkParams params) {
        return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    }

    private static String problem(BenchmarkParams params) {
        return params.getParamsKeys().contains("problem") ? params.getParam("problem") : "vectors";
    }

    private double bytes(BenchmarkParams params) {
        int rows = Integer.parseInt(params.getParam("rows"));
        if (problem(params).equals("vectors")) {
            return Streams.bytesPerElement(loop(params)) * rows;
        }
        long[] size = sizes.computeIfAbsent(problem(params) + rows, _ -> {
            CsrMatrix a = Products.matrix(params.getParam("problem"), rows);
            return new long[] {a.rows(), a.nnz()};
        });
        return loop(params).equals("sellFloat")
                ? Products.bytesSingle(size[0], size[1])
                : Products.bytes(size[0], size[1]);
    }

    /// Bandwidth of the longest triad with as many threads.
    private double triad(String threads) {
        double rate = Double.NaN;
        int longest = 0;
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            boolean wanted =
                    loop(params).equals("triad") && params.getParam("threads").equals(threads);
            int rows = Integer.parseInt(params.getParam("rows"));
            if (wanted && rows > longest) {
                longest = rows;
                rate = bytes(params) / result.getPrimaryResult().getStatistics().getPercentile(50) * 1e-3;
            }
        }
        return rate;
    }
}
