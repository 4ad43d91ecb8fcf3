// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.numerics.linalg.DenseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads a solve to its end, shows it, writes x, and says what came of it. Ctrl-C ends it early with the best x so
/// far.
/// **Thread** the caller's; the interruption comes on another.
public final class SolveRun {
    /// How long the process may take after Ctrl-C to write what it has.
    private static final long LAST_WORK_SECONDS = 20;

    private final Console console;
    private final SolveSource source;
    private final SolveView view;
    private final @Nullable Path output;
    private final @Nullable Path history;
    private final double tolerance;
    private final String command;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean interrupted;

    private SolveRun(Console console, SolveSource source, SolveView view, Shown shown) {
        this.console = console;
        this.source = source;
        this.view = view;
        this.output = shown.output();
        this.history = shown.history();
        this.tolerance = shown.tolerance();
        this.command = shown.command();
    }

    /// How a solve is shown and what it leaves.
    ///
    /// @param output gets x
    /// @param history gets the course of the solve
    /// @param command repeats it
    public record Shown(
            boolean json,
            double tolerance,
            @Nullable Path output,
            @Nullable Path history,
            String command) {}

    public static int run(Console console, SolveSource source, Shown shown) {
        SolveView view = shown.json() ? new JsonView(console) : new PeopleView(console, shown.tolerance());
        SolveRun run = new SolveRun(console, source, view, shown);
        Thread hook = new Thread(run::interrupt, "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        try (source;
                view) {
            return run.toTheEnd();
        } catch (IOException failed) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "can't write x or its history: " + failed.getMessage());
        } finally {
            run.finished.countDown();
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // the process is ending already, by Ctrl-C
        }
    }

    /// On Ctrl-C or SIGTERM: lets the reader finish, then ends the process with the code of an unfinished solve.
    @SuppressWarnings("SystemExitOutsideMain")
    void interrupt() {
        interrupted = true;
        source.cancel();
        try {
            if (!finished.await(LAST_WORK_SECONDS, TimeUnit.SECONDS)) {
                console.err().println("rivulet: gave up writing x after " + LAST_WORK_SECONDS + " s");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        console.out().flush();
        console.err().flush();
        Runtime.getRuntime().halt(ExitCode.NOT_CONVERGED);
    }

    private int toTheEnd() throws IOException {
        if (history == null) {
            return toTheEnd(null);
        }
        try (HistoryFile file = new HistoryFile(history, source)) {
            return toTheEnd(file);
        }
    }

    private int toTheEnd(@Nullable HistoryFile file) throws IOException {
        SolveLine.Solved solved = null;
        String closed = null;
        for (byte[] json = source.nextLine(); json != null; json = source.nextLine()) {
            SolveLine line = SolveLine.parse(json);
            if (file != null) {
                file.line(line);
            }
            switch (line) {
                case SolveLine.Solved s -> {
                    solved = s;
                    view.line(json, line);
                }
                case SolveLine.Closed c -> {
                    closed = c.reason();
                    view.closed(json, summary(solved));
                }
                default -> view.line(json, line);
            }
        }
        if (interrupted) {
            return interruptedWith(solved);
        }
        if (solved == null) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "the stream ended without a solution" + (closed == null ? "" : " (" + closed + ")"));
        }
        if (output != null) {
            double[] x = xOf(solved);
            XFile.write(Objects.requireNonNull(x, "a solution without x"), output);
        }
        if (!solved.verified()) {
            view.note("rivulet: not converged: " + solved.stopReason() + ", relative residual " + solved.residual()
                    + (output == null ? "" : "; " + output + " holds the best x so far"));
        }
        return solved.verified() ? ExitCode.OK : ExitCode.NOT_CONVERGED;
    }

    private @Nullable SolveSummary summary(SolveLine.@Nullable Solved solved) {
        return solved == null ? null : new SolveSummary(solved, tolerance, source.facts(), command);
    }

    private double @Nullable [] xOf(SolveLine.Solved solved) throws IOException {
        DenseVector told = solved.x();
        return told != null ? told.values() : source.x();
    }

    private int interruptedWith(SolveLine.@Nullable Solved solved) throws IOException {
        double[] x = solved != null ? xOf(solved) : source.x();
        if (output == null || x == null) {
            view.note("rivulet: interrupted"
                    + (output == null ? "; -o FILE would have kept x" : " before there was an x"));
        } else {
            XFile.write(x, output);
            view.note("rivulet: interrupted; " + output + " holds the best x so far");
        }
        return ExitCode.NOT_CONVERGED;
    }
}
