// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.Locale;

/// What was measured on one matrix; medians, times in milliseconds.
///
/// @param setUp classification, plan, preconditioner or factors
/// @param verified by all rows of the cold solve and of the state after the changes
/// @param gigabytesPerSecond of y = A·x: the stored form of A, x and y, each once, over the time
/// @param change one entry of b changed, until x is repaired to the same tolerance
/// @param repairedBy how the last of the changes was repaired
public record Figures(
        String matrix,
        int rows,
        int nnz,
        String method,
        double setUp,
        double solve,
        long iterations,
        double residual,
        boolean verified,
        double gigabytesPerSecond,
        double change,
        String repairedBy) {
    static final String HEAD = String.format(
            Locale.ROOT,
            "%-42s %9s %10s  %-14s %10s %10s %5s  %-19s %9s %12s %9s",
            "matrix",
            "rows",
            "entries",
            "method",
            "set-up ms",
            "solve ms",
            "iter",
            "residual",
            "A·x GB/s",
            "b change ms",
            "cold/chg");

    /// How many changes fit into a cold solve.
    double changesPerSolve() {
        return (setUp + solve) / change;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-42s %,9d %,10d  %-14s %10.1f %10.1f %5d  %-19s %9.1f %12s %9.0f",
                matrix,
                rows,
                nnz,
                method,
                setUp,
                solve,
                iterations,
                String.format(Locale.ROOT, "%.1e %s", residual, verified ? "verified" : "NOT OK"),
                gigabytesPerSecond,
                String.format(Locale.ROOT, "%.2f %s", change, repairedBy),
                changesPerSolve());
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("matrix", matrix);
        json.writeNumberField("rows", rows);
        json.writeNumberField("nnz", nnz);
        json.writeStringField("method", method);
        Json.number(json, "set_up_ms", setUp);
        Json.number(json, "solve_ms", solve);
        json.writeNumberField("iterations", iterations);
        Json.number(json, "residual_norm", residual);
        json.writeBooleanField("verified", verified);
        Json.number(json, "spmv_gb_per_s", gigabytesPerSecond);
        Json.number(json, "change_ms", change);
        json.writeStringField("repaired_by", repairedBy);
        Json.number(json, "changes_per_solve", changesPerSolve());
        json.writeEndObject();
    }
}
