// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.patterns;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Warping distances as one would write them in JavaScript: two rows of numbers, `Math.abs` and `Math.min`. Node runs
/// it as a process of its own.
final class PlainJavaScript {
    private static final String SCRIPT = """
            function warp(a, b) {
              let above = new Array(b.length + 1).fill(Infinity);
              above[0] = 0;
              for (let i = 1; i <= a.length; i++) {
                const row = new Array(b.length + 1);
                row[0] = Infinity;
                for (let j = 1; j <= b.length; j++) {
                  row[j] = Math.abs(a[i - 1] - b[j - 1]) + Math.min(above[j - 1], above[j], row[j - 1]);
                }
                above = row;
              }
              return above[b.length];
            }
            const n = %d, a = [], b = [], times = [];
            for (let i = 0; i < n; i++) { a.push(Math.sin(i / 100)); b.push(Math.sin((i + 10) / 100)); }
            let distance = 0;
            for (let k = 0; k < %d; k++) {
              const begun = process.hrtime.bigint();
              distance = warp(a, b);
              times.push(Number(process.hrtime.bigint() - begun) / 1e6);
            }
            const warm = times.slice(times.length / 3 | 0).sort((x, y) => x - y);
            console.log(warm[warm.length / 2 | 0], warm[0], distance);
            """;

    private PlainJavaScript() {}

    /// What it took.
    ///
    /// @param median milliseconds, without the first third of the calls
    /// @param least milliseconds
    record Times(double median, double least, double distance) {}

    /// Nothing where no Node is on the path.
    static Optional<Times> run(int n, int calls) throws InterruptedException {
        try {
            Process node = new ProcessBuilder("node", "-")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (OutputStream in = node.getOutputStream()) {
                in.write(SCRIPT.formatted(n, calls).getBytes(StandardCharsets.UTF_8));
            }
            String told = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            if (node.waitFor() != 0) {
                throw new IllegalStateException("node ended with " + node.exitValue());
            }
            String[] numbers = told.split(" ", -1);
            return Optional.of(new Times(
                    Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2])));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
