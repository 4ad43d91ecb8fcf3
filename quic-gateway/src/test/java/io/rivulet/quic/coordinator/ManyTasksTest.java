// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import static io.rivulet.quic.coordinator.TestCoordinator.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.quic.agent.Agent;
import io.rivulet.quic.wire.Quic;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskKind;
import io.rivulet.serialization.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManyTasksTest {
    private static final int TASKS = 3 * Quic.AGENT_STREAMS;

    @TempDir
    Path folder;

    @Test
    void oneConnectionCarriesMoreTasksThanItMayHaveStreamsAtATime() throws Exception {
        try (var node = new TestCoordinator(folder)) {
            Agent agent = node.agent("a1");
            until("the agent is welcome", () -> agent.state().connected());
            byte[] data = "{\"current\":[1,2,3],\"candidates\":[{\"id\":\"c\",\"values\":[1,2,3]}]}"
                    .getBytes(StandardCharsets.UTF_8);
            for (int k = 0; k < TASKS; k++) {
                node.sessions
                        .tasks()
                        .submit(new TaskEvent.Submitted(
                                UUID.randomUUID().toString(), "me", TaskKind.PATTERN_MATCH, data, null, 0, 300, 0))
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
            }
            until("all are over", () -> agent.state().done() == TASKS);
            List<StoredTask> last = node.sessions
                    .tasks()
                    .list("me", null, 200)
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(last).hasSize(200).allSatisfy(task -> {
                assertThat(task.state()).isEqualTo(TaskState.DONE);
                assertThat(task.attempt()).isEqualTo(1);
            });
            agent.drain(10_000).get(30, TimeUnit.SECONDS);
        }
    }
}
