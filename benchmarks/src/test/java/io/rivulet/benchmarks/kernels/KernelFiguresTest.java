// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kernel benchmark in small: it checks its products, runs, and its bytes are those of the model. Its times are
/// nobody's figures.
class KernelFiguresTest {
    @TempDir
    Path folder;

    @Test
    void everyBenchmarkRunsAndItsRowSaysWhatWasMeasured() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new KernelFigures(KernelFigures.Scale.SMOKE, folder).run(new PrintStream(told, true, StandardCharsets.UTF_8));
        List<String> rows = told.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(rows.getFirst()).startsWith("JVM ").contains("kernels ");
        for (String loop : List.of("triad", "dot", "dot2", "step", "xpby", "weightedStep", "productXpby")) {
            assertThat(rows)
                    .as(loop)
                    .filteredOn(row -> row.startsWith("| " + loop + " | vectors n = 50000"))
                    .hasSize(2);
        }
        for (String loop : List.of("csr", "sellScalar", "sell", "sellDot", "sellFloat")) {
            for (String problem : List.of("poisson2d", "poisson3d", "random")) {
                assertThat(rows)
                        .as(loop + " " + problem)
                        .filteredOn(row -> row.startsWith("| " + loop + " | " + problem + " n = 10000"))
                        .hasSize(2);
            }
        }
        assertThat(Files.readString(folder.resolve("kernels.md"))).isEqualTo(told.toString(StandardCharsets.UTF_8));
        JsonNode streams =
                new ObjectMapper().readTree(folder.resolve("streams.json").toFile());
        assertThat(streams).hasSize(14);
        assertThat(streams.get(0).get("params").get("rows").asText()).isEqualTo("50000");
        assertThat(new ObjectMapper().readTree(folder.resolve("products.json").toFile()))
                .hasSize(30);
    }

    @Test
    void bytesAreThoseOfTheModel() {
        CsrMatrix grid = Products.matrix("poisson2d", 10_000);
        assertThat(grid.rows()).isEqualTo(10_000);
        assertThat(Products.bytes(grid.rows(), grid.nnz())).isEqualTo(12.0 * 49_600 + 20.0 * 10_000);
        assertThat(Products.bytesSingle(grid.rows(), grid.nnz())).isEqualTo(8.0 * 49_600 + 12.0 * 10_000);
        assertThat(Products.matrix("poisson3d", 1_000).rows()).isEqualTo(1_000);
        CsrMatrix random = Products.matrix("random", 1_000);
        assertThat(random.nnz()).isEqualTo(6_000);
    }
}
