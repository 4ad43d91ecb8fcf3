// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchTest {
    @TempDir
    Path folder;

    @Test
    void everyRowIsVerifiedAndSaysWhatItMeasured() throws IOException {
        CliRun run = CliRun.of(folder, "bench", "--quick", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode table = new ObjectMapper().readTree(run.out());
        assertThat(table.path("jdk").asText()).isEqualTo(Runtime.version().toString());
        assertThat(table.path("threads").asInt()).isPositive();
        assertThat(table.path("rows")).hasSize(4);
        for (JsonNode row : table.path("rows")) {
            assertThat(row.path("verified").asBoolean()).as(row.toString()).isTrue();
            assertThat(row.path("residual_norm").asDouble(1)).isLessThanOrEqualTo(1e-8);
            assertThat(row.path("rows").asInt()).isBetween(10_000, 11_000);
            assertThat(row.path("repaired_by").asText()).isIn("push", "warm_restart", "direct", "none");
            for (String positive : new String[] {"set_up_ms", "spmv_gb_per_s", "change_ms", "changes_per_solve"}) {
                assertThat(row.path(positive).asDouble()).as(positive).isPositive();
            }
        }
    }
}
