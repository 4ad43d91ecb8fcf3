// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The course of a solve as CSV: one row an iteration that was told, and one for the solution. Residuals are relative:
/// the true one recomputed from A, b and the x of that moment, the updated one what the method's recurrence took it for
/// (empty where there is none). Seconds count from the end of reading, to the slice.
final class HistoryFile implements AutoCloseable {
    private static final String HEAD = "iteration,seconds,true_residual,updated_residual,error_bound\n";

    private final BufferedWriter out;
    private final SolveSource source;
    private final long begunNanos = System.nanoTime();

    HistoryFile(Path file, SolveSource source) throws IOException {
        this.source = source;
        out = Files.newBufferedWriter(file);
        out.write(HEAD);
    }

    void line(SolveLine line) throws IOException {
        switch (line) {
            case SolveLine.Iterate i -> row(i.iteration(), i.residual(), i.bound());
            case SolveLine.Solved s -> row(s.iterations(), s.residual(), s.bound());
            default -> {}
        }
    }

    private void row(long iteration, double residual, @Nullable Double bound) throws IOException {
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        double updated = source.updatedResidual(iteration);
        out.write(String.format(
                Locale.ROOT,
                "%d,%.6f,%s,%s,%s%n",
                iteration,
                seconds,
                residual,
                Double.isNaN(updated) ? "" : Double.toString(updated),
                bound == null ? "" : bound.toString()));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
