// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.LocalProblem;
import io.rivulet.node.solve.LocalTeam;
import io.rivulet.node.solve.SystemInput;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.EntryEstimate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.json.Json;
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
    /// Of the full solve that the entry does not need.
    private static final double TOLERANCE = 1e-8;

    private static final int ITERATIONS = 10_000;
    private static final long SLICE_UNITS = 1_000_000;

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
        SolverEngine engine = problem.engine(
                LocalTeam.execution(),
                new EngineOptions(TOLERANCE, 0, null, ITERATIONS, 0, new XSelection.None(), 0, 0));
        print(estimate(engine));
        return ExitCode.OK;
    }

    /// The local method needs a certificate, which the engine finds in its first slices; without one, the solve
    /// goes on to its end and the entry is read off.
    private EntryEstimate estimate(SolverEngine engine) {
        EntryEstimate entry = engine.entry(index, error);
        long work = 0;
        boolean busy = true;
        while (busy && !(entry.errorBound() != null && entry.errorBound() <= error)) {
            EngineReport report = engine.advance(SLICE_UNITS);
            busy = report.busy();
            work += report.work();
            entry = engine.entry(index, error);
        }
        return new EntryEstimate(
                entry.index(), entry.value(), entry.errorBound(), entry.kind(), work + entry.work(), entry.method());
    }

    private void print(EntryEstimate entry) {
        if (json) {
            byte[] object = Json.encode(out -> {
                out.writeStartObject();
                out.writeNumberField("index", entry.index());
                Json.number(out, "value", entry.value());
                Json.nullableNumber(out, "error_bound", entry.errorBound());
                out.writeStringField("bound_kind", entry.kind());
                out.writeNumberField("work", entry.work());
                out.writeStringField("method", entry.method());
                out.writeEndObject();
            });
            console.out().println(new String(object, StandardCharsets.UTF_8));
            return;
        }
        Double bound = entry.errorBound();
        console.out()
                .println("x[" + entry.index() + "] = " + entry.value()
                        + (bound == null
                                ? " (no bound can be given)"
                                : String.format(Locale.ROOT, " ± %.2e (%s)", bound, entry.kind()))
                        + ", by " + entry.method() + ", " + entry.work() + " matrix entries touched");
    }
}
