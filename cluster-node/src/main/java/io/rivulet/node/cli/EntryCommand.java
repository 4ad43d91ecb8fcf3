// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.LocalProblem;
import io.rivulet.node.solve.LocalTeam;
import io.rivulet.node.solve.SystemInput;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.local.Comparison;
import io.rivulet.numerics.local.EntryBound;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.local.EntryMethod;
import io.rivulet.numerics.local.Iterate;
import io.rivulet.numerics.local.LocalEntry;
import io.rivulet.numerics.local.Rows;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.view.EntryView;
import io.rivulet.serialization.view.ViewJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet entry FILE I`.
@Command(
        name = "entry",
        mixinStandardHelpOptions = true,
        description = "Computes one entry of x with a bound, by a local method where the matrix allows it.")
final class EntryCommand implements Callable<Integer> {
    /// Of the full solve, where no local method will do.
    private static final double TOLERANCE = 1e-8;

    private static final int ITERATIONS = 10_000;
    private static final long SLICE_UNITS = 1_000_000;

    /// A local method may touch the entries of this many products with A. A solve takes about 20; an entry
    /// found in a table takes about four times as long as one that is streamed.
    private static final long PRODUCTS = 5;

    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description =
                    "A: Matrix Market, .tar.gz of SuiteSparse, .npz, .npy, Rutherford–Boeing, or gallery:NAME,key=value,…")
    private String matrix = "";

    @Parameters(index = "1", paramLabel = "I", description = "Which entry, counted from 0.")
    private int index;

    @Option(names = "--rhs", paramLabel = "FILE", description = "b (default: all ones).")
    private @Nullable String rhs;

    @Option(names = "--error", paramLabel = "E", description = "The entry may be off by this much (default: 1e-6).")
    private double error = 1e-6;

    @Option(names = "--seed", paramLabel = "N", description = "Of the random walks, where there are any (default: 0).")
    private long seed;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    EntryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!(error > 0) || Double.isInfinite(error)) {
            throw CommandFailure.badInput("--error is " + error + ", allowed is a number above 0");
        }
        LocalProblem problem =
                LocalProblem.check(new SystemInput(console, matrix, rhs), Method.HYBRID, PreconditionerKind.AUTO);
        if (index < 0 || index >= problem.system().rows()) {
            throw CommandFailure.badInput("entry " + index + " does not exist, allowed is 0 to "
                    + (problem.system().rows() - 1));
        }
        print(estimate(problem));
        return ExitCode.OK;
    }

    /// Strict dominance is a certificate by itself: one pass bounds x, and the entry needs no solve. Everything
    /// else is solved, and the entry read off.
    private EntryEstimate estimate(LocalProblem problem) {
        long work = 0;
        if (problem.found().rowDominance() == Dominance.STRICT) {
            Rows rows = Rows.of(problem.system().a());
            Comparison comparison = Comparison.ones(rows);
            Iterate known = Iterate.cold(rows, comparison, problem.system().b().values());
            long budget = Math.max(SolverEngine.ENTRY_WORK, PRODUCTS * rows.nnz());
            EntryEstimate local =
                    LocalEntry.estimate(rows, comparison, known, index, LocalEntry.Ask.of(error, budget, seed));
            if (local.bound().within(error)) {
                return local;
            }
            work = local.work();
        }
        return solved(problem, work);
    }

    private EntryEstimate solved(LocalProblem problem, long before) {
        SolverEngine engine = problem.engine(
                LocalTeam.execution(),
                new EngineOptions(TOLERANCE, 0, null, ITERATIONS, 0, new XSelection.None(), 0, seed));
        long work = before;
        boolean busy = true;
        while (busy) {
            EngineReport report = engine.advance(SLICE_UNITS);
            busy = report.busy();
            work += report.work();
        }
        EntryEstimate entry = engine.entry(index, error);
        EntryMethod method = entry.method() == EntryMethod.PRESENT ? EntryMethod.SOLVE : entry.method();
        return new EntryEstimate(
                entry.index(),
                entry.value(),
                entry.bound(),
                work + entry.work(),
                method,
                "no local method would do, so all of x was solved for by " + engine.method());
    }

    private void print(EntryEstimate entry) {
        if (json) {
            byte[] object = Json.encode(out -> {
                out.writeStartObject();
                ViewJson.entryFields(out, EntryView.of(entry));
                out.writeEndObject();
            });
            console.out().println(new String(object, StandardCharsets.UTF_8));
            return;
        }
        String bound = switch (entry.bound()) {
            case EntryBound.Certified(double value) -> String.format(Locale.ROOT, " ± %.2e (certified)", value);
            case EntryBound.Statistical(double value, double delta, long drawn) ->
                String.format(
                        Locale.ROOT, " ± %.2e (with probability 1 − %.0e, walks of seed %d)", value, delta, drawn);
            case EntryBound.None _ -> " (no bound can be given)";
        };
        console.out()
                .println("x[" + entry.index() + "] = " + entry.value() + bound + ", by "
                        + entry.method().wireName() + ", " + entry.work() + " matrix entries touched: "
                        + entry.reason());
    }
}
