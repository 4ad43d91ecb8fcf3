// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.bench;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The table of `rivulet bench`: a few matrices of the gallery, on this machine, now.
public final class ShortTable {
    private static final List<String> LARGE = List.of(
            "poisson2d,nx=316,ny=316",
            "poisson3d,nx=46,ny=46,nz=46",
            "grid_plus_leak,nx=316,ny=316,leak=0.1",
            "random_dd,n=100000,nnz_per_row=8");
    private static final List<String> SMALL = List.of(
            "poisson2d,nx=100,ny=100",
            "poisson3d,nx=22,ny=22,nz=22",
            "grid_plus_leak,nx=100,ny=100,leak=0.1",
            "random_dd,n=10000,nnz_per_row=8");
    private static final int ROUNDS = 4;

    private final List<Figures> rows = new ArrayList<>();
    private final Execution execution;

    public ShortTable(Execution execution) {
        this.execution = execution;
    }

    /// Measures, and tells each line of text as soon as it is known.
    public void run(boolean quick, Consumer<String> told) {
        told.accept(machine());
        told.accept(Figures.HEAD);
        for (String recipe : quick ? SMALL : LARGE) {
            Figures figures = new Measurement(recipe, quick ? 1 : ROUNDS, execution, System::nanoTime).take();
            rows.add(figures);
            told.accept(figures.line());
        }
        told.accept(
                "Relative residual 1e-8, recomputed; medians" + (quick ? " of one cold solve" : " after one warm-up")
                        + "; cold/chg: cold solves (set-up and solve) over repairs of one changed entry of b.");
    }

    public boolean verified() {
        return rows.stream().allMatch(Figures::verified);
    }

    private String machine() {
        return cpu() + ", " + execution.team().width() + " threads, JDK " + Runtime.version() + ", "
                + Kernels.detect().reason() + "\nJVM flags: " + String.join(" ", flags());
    }

    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static String cpu() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException _) {
            return "unknown processor (" + System.getProperty("os.arch") + ")";
        }
    }

    public String json() {
        byte[] object = Json.encode(out -> {
            out.writeStartObject();
            out.writeStringField("cpu", cpu());
            out.writeNumberField("threads", execution.team().width());
            out.writeStringField("jdk", Runtime.version().toString());
            out.writeStringField("kernels", Kernels.detect().reason());
            Json.texts(out, "flags", flags());
            out.writeArrayFieldStart("rows");
            for (Figures figures : rows) {
                figures.write(out);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        return new String(object, StandardCharsets.UTF_8);
    }
}
