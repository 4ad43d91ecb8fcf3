// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process that stands still for a while (SIGSTOP): short pauses heal, and don't teach the others to wait longer for
/// a
/// node that is dead; after a long one the others have gone on, and what the old one still has to say counts no more.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PauseTest {
    private static final int SESSIONS = 9;
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shortPausesHealADeathAfterThemIsFoundAsSoonAndALongPauseIsTheEndOfItsNode() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of());
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 1)) {
            load.start();
            assertThat(load.places(1).values()).contains("node-2", "node-3");
            for (int k = 0; k < 3; k++) {
                nodes.cluster().node(2).pause();
                TimeUnit.SECONDS.sleep(2);
                nodes.cluster().node(2).wake();
                load.awaitUpdates();
            }
            nodes.awaitMembers(1, "node-1 up", "node-2 up", "node-3 up");

            nodes.cluster().node(2).kill();
            nodes.awaitMembers(1, "node-1 up", "node-3 up");
            load.awaitUpdates();
            assertThat(load.longestGapSeconds()).isLessThan(WITHIN.toSeconds());

            assertThat(load.places(1).values()).contains("node-3");
            nodes.cluster().node(3).pause();
            nodes.awaitMembers(1, "node-1 up");
            load.awaitUpdates();
            nodes.cluster().node(3).wake();
            assertThat(nodes.cluster().node(3).awaitEnd(ENDS_WITHIN)).isEqualTo(1);
            load.awaitUpdates();
            load.stop();
            load.verify(1);
        }
    }
}
