// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A real node with many streams of one session: all read every line, and the session counts them all.
class ManyFollowersTest {
    @Test
    void allStreamsReadEveryLine() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new ManyFollowers(new PrintStream(told, true, StandardCharsets.UTF_8)).run(100, 2, 20);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("20 streams (the session counts 21 with one more)", " 0 numbers missed");
    }
}
