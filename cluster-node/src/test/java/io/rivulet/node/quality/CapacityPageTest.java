// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.SolverEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page about capacity reckons as a node does.
class CapacityPageTest {
    private static final Path ROOT =
            Path.of(System.getProperty("rivulet.root", "..")).toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) GiB \\| (\\d+) MiB \\| (\\d+) \\| (\\d+) \\|");
    private static final double HEAP = 0.6;
    private static final double OF_SESSIONS = 0.5;
    private static final double NOT_SHARED = 0.75;
    private static final int ROWS = 10_000;
    private static final int NODES = 3;

    @Test
    void itsTableFollowsFromTheEstimateAndTheParts() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/operating/capacity.md"));
        long each = SolverEngine.estimateBytes(ROWS, 5 * ROWS);
        assertThat(page).contains("at most " + each / 1_000_000 + " MB each");
        List<Matcher> rows =
                page.lines().map(ROW::matcher).filter(Matcher::matches).toList();
        assertThat(rows).hasSize(3);
        for (Matcher row : rows) {
            double room = Integer.parseInt(row.group(1)) * (double) (1 << 30) * HEAP * OF_SESSIONS * NOT_SHARED;
            int sessions = (int) (room / each);
            assertThat(Long.parseLong(row.group(2))).isEqualTo(Math.round(room / (1 << 20)));
            assertThat(Integer.parseInt(row.group(3))).isEqualTo(sessions);
            assertThat(Integer.parseInt(row.group(4))).isEqualTo(sessions * (NODES - 1));
        }
    }

    /// Both launchers give the heap what the page says.
    @Test
    void theLaunchersGiveTheHeapSixtyPercent() throws Exception {
        assertThat(Files.readString(ROOT.resolve("rivulet"))).contains("-XX:MaxRAMPercentage=60");
        assertThat(Files.readString(ROOT.resolve("deploy/release/rivulet")))
                .contains("HEAP_PERCENT=60\n", "-XX:MaxRAMPercentage=$HEAP_PERCENT");
    }
}
