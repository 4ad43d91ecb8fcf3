// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.solve.LocalTeam;
import io.rivulet.node.solve.SystemInput;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Rule;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.line.MatrixClassJson;
import io.rivulet.serialization.line.MatrixClassView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet analyze FILE`.
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        description = "Says what kind of matrix this is and how hybrid would solve it.")
final class AnalyzeCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "FILE",
            description =
                    "A: Matrix Market, .tar.gz of SuiteSparse, .npz, .npy, Rutherford–Boeing, or gallery:NAME,key=value,…")
    private String matrix = "";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    AnalyzeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        LinearSystem system = new SystemInput(console, matrix, null).readSystem();
        Classification found = Classifier.classify(LocalTeam.execution().team(), system.a());
        Planned planned = Planner.plan(system, found, Method.HYBRID, PreconditionerKind.AUTO);
        if (json) {
            byte[] object = Json.encode(out -> write(out, system, found, planned));
            console.out().println(new String(object, StandardCharsets.UTF_8));
        } else {
            console.out().println(MatrixParagraph.of(matrix, found, planned));
        }
        if (planned instanceof Planned.Structural impossible) {
            throw CommandFailure.badInput(matrix + ": no method can solve this: " + impossible.why());
        }
        return ExitCode.OK;
    }

    private void write(JsonGenerator out, LinearSystem system, Classification found, Planned planned)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("file", matrix);
        out.writeNumberField("rows", found.rows());
        out.writeNumberField("nnz", found.nnz());
        out.writeFieldName("matrix_class");
        MatrixClassJson.write(out, MatrixClassView.of(found));
        Json.number(out, "jacobi_norm", found.jacobiNorm());
        Json.number(out, "norm_inf", found.normInf());
        out.writeBooleanField("weakly_chained", found.weaklyChained());
        out.writeBooleanField("lower_triangular", found.lowerTriangular());
        out.writeBooleanField("upper_triangular", found.upperTriangular());
        out.writeBooleanField("structurally_singular", found.structurallySingular());
        out.writeNumberField("singular_components", found.singularComponents());
        out.writeNumberField("max_row_entries", found.maxRowEntries());
        out.writeNumberField("memory_bytes", system.sizeBytes());
        switch (planned) {
            case Planned.Ok(var plan) -> {
                out.writeStringField("method", plan.method().wireName());
                out.writeStringField("preconditioner", plan.preconditioner().wireName());
                out.writeStringField("reason", plan.reason());
                Rule rule = plan.rule();
                if (rule != null) {
                    out.writeStringField("rule", rule.wireName());
                }
            }
            case Planned.NotApplicable refused -> out.writeStringField("reason", refused.why());
            case Planned.Structural impossible -> out.writeStringField("reason", impossible.why());
        }
        out.writeEndObject();
    }
}
