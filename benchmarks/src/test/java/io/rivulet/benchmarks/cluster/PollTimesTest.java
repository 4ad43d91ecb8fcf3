// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PollTimesTest {
    @Test
    void pollsAreTimed() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new PollTimes(2, 100, 20).run(new PrintStream(told, true, StandardCharsets.UTF_8));
        assertThat(told.toString(StandardCharsets.UTF_8))
                .startsWith("2 voters, n = 100, 20 polls")
                .contains("poll ", "request to answer", "without a quorum")
                .doesNotContain("NaN");
    }
}
