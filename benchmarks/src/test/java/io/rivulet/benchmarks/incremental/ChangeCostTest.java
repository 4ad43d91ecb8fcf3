// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChangeCostTest {
    @Test
    void everyKindOfGoalIsMeasured() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ChangeCost cost = new ChangeCost(new PrintStream(told, true, StandardCharsets.UTF_8), Execution.serial());
        cost.measure("random_dd,n=2000,nnz_per_row=4,alpha=0.9,seed=1@bound=1e-4", 20);
        cost.measure("grid_plus_leak,nx=40,ny=40,leak=0.1@tolerance=1e-8", 20);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("to bound=1e-4: cold", "CertifiedBoundMet", "to tolerance=1e-8: cold", "ResidualMet")
                .contains("one entry, 20 times", "entries at once");
    }
}
